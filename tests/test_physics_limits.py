"""The calculators at the edges of their tables and at their constants: where one more or one less is another answer."""

import math
from itertools import pairwise

import pytest

from plantwright.physics import (
    bus_line,
    coupling,
    crosstalk,
    environment,
    fuses,
    length_budget,
    line_geometry,
    lumped,
    measurement_category,
    motor_start,
    overload,
    pairs,
    screen,
    separation,
    short_circuit,
)
from plantwright.physics.crosstalk import Coupled, Ends
from plantwright.physics.line_geometry import Point, Wire
from plantwright.physics.lumped import Model
from plantwright.physics.motor_start import Control, Load, Motor
from plantwright.physics.screen import Field, Screen

MOTOR = Motor(
    rated_power_kw=55,
    rated_speed_rpm=1480,
    synchronous_speed_rpm=1500,
    locked_rotor_torque_ratio=2.0,
    breakdown_torque_ratio=2.5,
    locked_rotor_current_ratio=6.5,
)

# motor ---------------------------------------------------------------------------------------------------------------


def test_a_start_is_over_at_one_and_a_half_times_the_rated_slip() -> None:
    assert MOTOR.rated_slip == pytest.approx(20 / 1500)
    assert MOTOR.end_speed_rpm == pytest.approx(1470)


@pytest.mark.parametrize(("slip", "ratio"), [(1.0, 1.0), (0.2, 2.6), (0.4, 2.5 * 0.8), (0.1, 2.5 * 0.8), (0.0, 0.0)])
def test_kloss_at_round_multiples_of_the_breakdown_slip(slip: float, ratio: float) -> None:
    """T/T_b is 0.8 at half and at twice the breakdown slip, 2 * 5/26 at five times."""
    expected = 2.5 if slip == 0.2 else 2.5 * 10 / 26 if slip == 1.0 else ratio
    assert motor_start.kloss(slip, 2.5, 0.2) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("speed_rpm", "kloss_ratio", "skin_share"),
    [(0, 0.33447, 1.0), (375, 0.44321, 0.85628), (750, 0.65547, 0.68270), (1125, 1.23208, 0.44321), (1490, 0.5, 0)],
)
def test_torque_is_kloss_and_a_share_of_what_it_lacks(speed_rpm: float, kloss_ratio: float, skin_share: float) -> None:
    """PLACEHOLDER"""
