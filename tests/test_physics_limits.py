"""The calculators at the edges of their tables and at their constants: where one more or one less is another answer."""

import cmath
import math
from dataclasses import dataclass
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
from plantwright.physics.motor_start import Control, Load, Motor, Start
from plantwright.physics.screen import Field, Screen

# motor ---------------------------------------------------------------------------------------------------------------

ROUND = Motor(
    rated_power_kw=10,
    rated_speed_rpm=950,
    synchronous_speed_rpm=1000,
    locked_rotor_torque_ratio=2.0,
    breakdown_torque_ratio=1.25,
    locked_rotor_current_ratio=5.0,
)
"""Rated slip 0.05, so that the breakdown slip is 0.05 (1.25 + 0.75) = 0.1 and c^2 = 24/375 = 0.064."""

LACKING = 2.0 - 2.5 / (10 + 0.1)  # of the locked-rotor torque in Kloss alone


@pytest.mark.parametrize(
    ("speed_rpm", "torque_ratio", "current_ratio"),
    [
        (0, 2.0, 5.0),
        (675, 2.5 / (3.25 + 1 / 3.25) + 0.5 * LACKING, 5 * math.sqrt(1.064 / (1 + 0.064 / 0.325**2))),
        (900, 1.25, 5 * math.sqrt(1.064 / 7.4)),
        (920, 2.5 / (0.8 + 1.25), 5 * math.sqrt(1.064 / 11)),
        (950, 1.0, 1.0),
        (1000, 0.0, 0.0),
        (1010, 0.0, 0.0),
    ],
)
def test_torque_and_current_of_a_motor_with_round_numbers(
    speed_rpm: float, torque_ratio: float, current_ratio: float
) -> None:
    """At slip 0.325 the skin effect has half its share: sqrt(0.225/0.9)."""
    rated_nm = 10_000 / (math.pi * 950 / 30)
    assert ROUND.torque_nm(speed_rpm) == pytest.approx(torque_ratio * rated_nm, abs=1e-6)
    assert ROUND.current_ratio(speed_rpm) == pytest.approx(current_ratio, abs=1e-6)


def test_a_start_is_over_at_one_and_a_half_times_the_rated_slip() -> None:
    assert ROUND.rated_slip == pytest.approx(0.05)
    assert ROUND.end_speed_rpm == pytest.approx(925)


@pytest.mark.parametrize(("slip", "share"), [(0.2, 1), (0.1, 0.8), (0.4, 0.8), (1.0, 5 / 13), (0.04, 5 / 13), (0, 0)])
def test_kloss_at_multiples_of_the_breakdown_slip(slip: float, share: float) -> None:
    assert motor_start.kloss(slip, 300, 0.2) == pytest.approx(300 * share)


@pytest.mark.parametrize(
    ("kind", "breakaway_nm", "torques_nm"),
    [
        ("fan", 0, [0, 2, 50, 200, 288]),
        ("pump", 0, [0, 2, 50, 200, 288]),
        ("linear", 0, [0, 20, 100, 200, 240]),
        ("constant", 0, [200, 200, 200, 200, 200]),
        ("fan", 300, [300, 2, 50, 200, 288]),
        ("constant", 100, [200, 200, 200, 200, 200]),
    ],
)
def test_torque_of_a_load(kind: str, breakaway_nm: float, torques_nm: list[float]) -> None:
    load = Load(kind=kind, rated_torque_nm=200, moment_of_inertia_kgm2=1, breakaway_torque_nm=breakaway_nm)
    assert [load.torque_nm(speed, 1000) for speed in (0, 100, 500, 1000, 1200)] == pytest.approx(torques_nm)


def test_breakaway_torque_fades_over_the_first_tenth_and_is_zero_unless_given() -> None:
    load = Load(kind="fan", rated_torque_nm=200, moment_of_inertia_kgm2=1, breakaway_torque_nm=300)
    assert [load.torque_nm(speed, 1000) for speed in (0, 25, 50, 75)] == pytest.approx([300, 225, 150, 75])
    assert Load(kind="fan", rated_torque_nm=200, moment_of_inertia_kgm2=1).torque_nm(0, 1000) == 0


RAMP = Control(start_voltage_ratio=0.4, ramp_time_s=10)
KICK = Control(start_voltage_ratio=0.4, ramp_time_s=10, kick_voltage_ratio=0.8, kick_time_s=2)


@pytest.mark.parametrize(
    ("control", "time_s", "direct", "k"),
    [
        (Control(), 0, 6, 1),
        (Control(), 99, 6, 1),
        (Control(current_limit_ratio=3), 0, 6, 0.5),
        (Control(current_limit_ratio=3), 0, 3, 1),
        (Control(current_limit_ratio=3), 0, 1, 1),
        (RAMP, 0, 6, 0.4),
        (RAMP, 5, 6, 0.7),
        (RAMP, 10, 6, 1),
        (RAMP, 20, 6, 1),
        (KICK, 0, 6, 0.8),
        (KICK, 1.99, 6, 0.8),
        (KICK, 2, 6, 0.4),
        (KICK, 7, 6, 0.7),
        (KICK, 12, 6, 1),
        (Control(start_voltage_ratio=0.4, kick_voltage_ratio=0.8, kick_time_s=2), 2, 6, 0.4),
        (Control(start_voltage_ratio=0.4, kick_voltage_ratio=0.3, kick_time_s=2), 1, 6, 0.4),
        (Control(start_voltage_ratio=0.4, kick_time_s=2), 1, 6, 0.4),
    ],
)
def test_voltage_of_a_starter(control: Control, time_s: float, direct: float, k: float) -> None:
    assert control.voltage_ratio(time_s, direct) == pytest.approx(k)


def test_time_after_which_a_starter_raises_the_voltage_no_more() -> None:
    assert [each.settled_s for each in (Control(), RAMP, KICK)] == [0, 10, 12]


@dataclass(frozen=True)
class Steady:
    """Constant torque and current: speed grows evenly, so that each step takes the same time."""

    torque: float
    current: float = 6.0
    rated_speed_rpm: float = 1500
    end_speed_rpm: float = 1500

    def torque_nm(self, speed_rpm: float) -> float:
        return self.torque

    def current_ratio(self, speed_rpm: float) -> float:
        return self.current


def steady(torque_nm: float, load_nm: float = 0, inertia_kgm2: float = 1, **control: float) -> Start:
    load = Load(kind="constant", rated_torque_nm=load_nm, moment_of_inertia_kgm2=inertia_kgm2 / 2)
    return motor_start.start(Steady(torque_nm), load, Control(**control), motor_inertia_kgm2=inertia_kgm2 / 2)


def test_an_even_start_by_hand() -> None:
    """50 pi rad/s and 1 kg m2 with 50 N m: pi s, 36 pi s of heating; 119 steps of speed, ever shorter ones."""
    started = steady(80, 30)
    assert started.time_s == pytest.approx(math.pi)
    assert started.heating_s == pytest.approx(36 * math.pi)
    assert started.peak_current_ratio == 6
    assert [current for _, current in started.samples] == [6] * 120
    assert started.samples[-1][0] == started.time_s
    steps_s = [late - early for (early, _), (late, _) in pairwise(started.samples)]
    assert steps_s == sorted(steps_s, reverse=True)
    assert [round(119 * step / math.pi, 1) for step in (steps_s[0], steps_s[59], steps_s[-1])] == [1.8, 1.0, 0.2]


@pytest.mark.parametrize(("torque_nm", "load_nm"), [(100, 100), (100, 101)])
def test_without_torque_to_spare_the_motor_stalls_at_once(torque_nm: float, load_nm: float) -> None:
    started = steady(torque_nm, load_nm)
    assert started.samples == ((0.0, 6.0),)
    assert (started.time_s, started.stall_speed_rpm, started.heating_s) == (None, 0, 0)


@pytest.mark.parametrize("ramp_time_s", [8, 10, 40])
def test_a_ramp_is_followed_to_its_end_before_the_motor_counts_as_stalled(ramp_time_s: float) -> None:
    """Steps are a fortieth of the ramp; the mean square of 0.5 to 1 is 7/12."""
    started = steady(100, 101, inertia_kgm2=100, start_voltage_ratio=0.5, ramp_time_s=ramp_time_s)
    last_s, last_current = started.samples[-1]
    assert (started.stall_speed_rpm, last_s, last_current) == (0, ramp_time_s, 6)
    assert [time for time, _ in started.samples[:-1]] == pytest.approx([ramp_time_s * at / 40 for at in range(41)])
    assert started.heating_s == pytest.approx(36 * ramp_time_s * 7 / 12, rel=1e-3)


def test_a_kick_ends_between_two_samples_of_the_same_time() -> None:
    """The voltage falls from 0.8 to 0.5 of 6 x rated current at once."""
    started = steady(100, inertia_kgm2=100, start_voltage_ratio=0.5, kick_voltage_ratio=0.8, kick_time_s=1)
    at = next(index for index, (_, current) in enumerate(started.samples) if current < 4)
    (before_s, before), (after_s, after) = started.samples[at - 1 : at + 1]
    assert (before, after) == pytest.approx((4.8, 3.0))
    assert (before_s, after_s) == pytest.approx((1.0, 1.0))


def test_a_motor_that_its_load_neither_speeds_up_nor_slows_down_stalls() -> None:
    """Half the voltage, a quarter of 400 N m against 100 N m, after a kick: nothing is left, to the last bit."""
    started = steady(400, 100, start_voltage_ratio=0.5, kick_voltage_ratio=0.8, kick_time_s=0.2)
    assert (started.time_s, started.stalled) == (None, True)
    assert started.samples[-1] == (600, 3)


@pytest.mark.parametrize(("inertia_kgm2", "time_s"), [(3.8, 3.8 * 50 * math.pi), (3.83, None)])
def test_a_start_is_given_up_after_ten_minutes(inertia_kgm2: float, time_s: float | None) -> None:
    """50 pi rad/s with 1 N m: 596.9 s, and 601.6 s of which the last step passes 600 s by 0.05 s at most."""
    started = steady(1, inertia_kgm2=inertia_kgm2)
    assert started.time_s == (None if time_s is None else pytest.approx(time_s))
    assert started.samples[-1][0] == pytest.approx(time_s or 600, abs=0.051)
    reached_rpm = 600 / inertia_kgm2 * 30 / math.pi
    assert started.stall_speed_rpm == (None if time_s else pytest.approx(reached_rpm, rel=1e-4))


def test_integral_is_that_of_trapezoids() -> None:
    assert motor_start.integral([(0, 1), (2, 3), (3, 3)]) == 7
    assert motor_start.integral([(5, 2)]) == 0


@pytest.mark.parametrize(
    ("count", "most", "kept"), [(3, 3, [0, 1, 2]), (2, 3, [0, 1]), (5, 3, [0, 2, 4]), (101, 5, [0, 25, 50, 75, 100])]
)
def test_downsampling_keeps_both_ends(count: int, most: int, kept: list[int]) -> None:
    assert motor_start.downsampled([(index, 0) for index in range(count)], most) == tuple((at, 0) for at in kept)


# overload, fuses, short circuit --------------------------------------------------------------------------------------

TABLE = {4.0: 1.0, 2.0: 10.0, 1.0: 100.0}


@pytest.mark.parametrize(
    ("multiple", "time_s"),
    [
        (0.999, math.inf),
        (1, 100),
        (math.sqrt(2), math.sqrt(1000)),
        (2, 10),
        (math.sqrt(8), math.sqrt(10)),
        (4, 1),
        (8, 0.1),
    ],
)
def test_trip_time_at_and_between_the_printed_multiples(multiple: float, time_s: float) -> None:
    """Straight lines on log-log axes: a decade for each doubling, which goes on above the table."""
    assert overload.trip_time_s(TABLE, multiple) == pytest.approx(time_s)


@pytest.mark.parametrize(
    ("multiple", "time_s"),
    [(1, 1e5), (math.sqrt(2), 1e3), (2, 10), (math.sqrt(8), math.sqrt(10)), (4, 1), (8, 0.5), (16, 0.25)],
)
def test_trip_time_between_points_that_lie_on_no_straight_line(multiple: float, time_s: float) -> None:
    """Each doubling has its own slope: 1/10000, 1/10, then 1/2, which goes on above the table."""
    bent = {1.0: 1e5, 2.0: 10.0, 4.0: 1.0, 8.0: 0.5}
    assert overload.trip_time_s(bent, multiple) == pytest.approx(time_s)


@pytest.mark.parametrize(
    ("curve", "suspects", "used"),
    [
        ({3.0: 10, 2.0: 20, 1.0: 30}, (), {3.0: 10, 2.0: 20, 1.0: 30}),
        ({3.0: 10, 2.0: 30, 1.0: 30}, (2.0,), {3.0: 10, 2.0: 10, 1.0: 30}),
        ({3.0: 10, 2.0: 40, 1.0: 30}, (2.0,), {3.0: 10, 2.0: 10, 1.0: 30}),
        ({4.0: 5, 3.0: 30, 2.0: 20, 1.0: 10}, (3.0, 2.0), {4.0: 5, 3.0: 5, 2.0: 5, 1.0: 10}),
        ({2.0: 30, 1.0: 30}, (2.0,), {2.0: 30, 1.0: 30}),
    ],
)
def test_suspect_cells(curve: overload.Curve, suspects: tuple[float, ...], used: overload.Curve) -> None:
    assert overload.suspect_multiples(curve) == suspects
    assert overload.cautious(curve) == used


def test_thermal_use_adds_the_shares_of_a_current_that_changes() -> None:
    """1 s at 2, 1 s from 2 to 4 (trapezoid), 1 s at 4, and nothing below the table."""
    assert overload.thermal_use([(0, 2), (1, 2), (2, 4), (3, 4)], TABLE) == pytest.approx(0.1 + 0.55 + 1)
    assert overload.thermal_use([(0, 0.5), (100, 0.5)], TABLE) == 0


GATE_80 = fuses.Gate(min_10s_a=215, max_5s_a=425, min_100ms_a=610, max_100ms_a=1100)


@pytest.mark.parametrize(
    ("current_a", "time_s", "expected"),
    [
        (216, 0.79, "holds"),  # 610^2 A2 * 0.1 s last 0.798 s
        (216, 0.80, "indeterminate"),
        (610, 0.1, "holds"),
        (610, 0.101, "indeterminate"),
        (611, 0.1, "indeterminate"),
        (611, 0.0999, "indeterminate"),
        (1099, 0.1, "indeterminate"),
        (1100, 0.0999, "indeterminate"),
        (1100, 0.1, "may blow"),
        (424, 5, "indeterminate"),
        (425, 5, "may blow"),
    ],
)
def test_gates_at_their_edges(current_a: float, time_s: float, expected: str) -> None:
    assert fuses.withstand(GATE_80, current_a, time_s) == expected


def test_short_circuit_behind_a_network_as_strong_as_the_transformer() -> None:
    """S/S_network = 1: 1.05 in place of 0.05."""
    alone = short_circuit.transformer_short_circuit_ka(1000, 5, 400)
    behind = short_circuit.transformer_short_circuit_ka(1000, 5, 400, network_mva=1)
    assert alone == pytest.approx(1000 / (math.sqrt(3) * 400) / 0.05)
    assert behind == pytest.approx(alone / 21)


# separation, lengths, climate, bus, categories -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("current_a", "phases", "count"),
    [(0, 3, 3), (20, 3, 3), (20.1, 3, 6), (40, 3, 6), (40, 1, 2), (20 * (1 + 1e-12), 1, 1), (60.0001, 1, 4)],
)
def test_circuits_are_begun_every_20_a(current_a: float, phases: int, count: int) -> None:
    assert separation.circuits(current_a, phases=phases) == count


@pytest.mark.parametrize(("count", "factor"), [(3, 0.2), (4, 0.4), (6, 0.4), (7, 6)])
def test_power_factor_changes_above_the_largest_number_of_a_row(count: int, factor: float) -> None:
    assert separation.power_factor(count, [(3, 0.2), (6, 0.4), (None, 6)]) == factor


@pytest.mark.parametrize(("centre_mm", "clear_mm"), [(100, 70), (-100, 70), (31, 1), (30, 0), (29, 0), (0, 0)])
def test_clear_distance_of_two_cables(centre_mm: float, clear_mm: float) -> None:
    assert separation.surface_distance_mm(centre_mm, 20, 40) == clear_mm


def test_emc_length_of_the_published_stretches() -> None:
    """Schneider: 10 m at K0 K50 = 24 and 20 m at K6 = 4 are 320 m; 400 m allow 33.3 m at K0 = 12."""
    assert length_budget.emc_length_m([(10, [12, 2]), (20, [4])]) == 320
    assert length_budget.emc_length_m([(700, []), (300, [4])]) == 1900
    assert length_budget.longest_m(400, [12]) == pytest.approx(33.3, abs=0.05)
    assert length_budget.longest_m(400, [12, 2]) == pytest.approx(16.7, abs=0.05)


@pytest.mark.parametrize(("ambient_c", "percent"), [(30, 80), (31, 80), (34, 70), (37, 60), (40, 50), (41, 50)])
def test_humidity_falls_evenly_between_its_points(ambient_c: float, percent: float) -> None:
    assert environment.humidity_limit_percent(ambient_c, (31, 80), (40, 50)) == pytest.approx(percent)


@pytest.mark.parametrize(
    ("bands", "common"),
    [
        ([(None, 40), (-10, None)], (-10, 40)),
        ([(None, None)], (None, None)),
        ([(-10, 40), (0, 50)], (0, 40)),
        ([(50, 60), (0, 40)], (50, 40)),
    ],
)
def test_band_that_all_allow(bands: list[environment.Band], common: environment.Band) -> None:
    assert environment.intersection(bands) == common


def test_a_character_has_eleven_bits_unless_told() -> None:
    assert bus_line.character_time_s(9600) == pytest.approx(11 / 9600)
    assert bus_line.character_time_s(9600, 10) == pytest.approx(10 / 9600)
    assert bus_line.t15_s(19200, 10) == pytest.approx(15 / 19200)
    assert bus_line.t35_s(19200, 10) == pytest.approx(35 / 19200)
    assert (bus_line.t15_s(19201), bus_line.t35_s(19201)) == (0.00075, 0.00175)
    assert bus_line.character_bits(7, "odd", 1) == 10


@pytest.mark.parametrize("system", measurement_category.STAR_EARTHED)
def test_every_earthed_star_point_divides_by_root_three(system: str) -> None:
    assert measurement_category.line_to_earth_voltage_v(system, 400) == pytest.approx(230.94, abs=0.01)


# coupling ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length_m", "model", "sections"),
    [
        (0.05, Model.LUMPED, 1),
        (0.1, Model.LUMPED, 1),
        (0.1001, Model.BETWEEN, 2),
        (0.999, Model.BETWEEN, 10),
        (1.0, Model.DISTRIBUTED, 10),
        (1.0001, Model.DISTRIBUTED, 11),
    ],
)
def test_lumped_up_to_a_tenth_and_distributed_from_the_wavelength(length_m: float, model: Model, sections: int) -> None:
    """At c Hz the wavelength is 1 m."""
    found = lumped.judge(length_m, [line_geometry.LIGHT_M_PER_S])
    assert (found.model, found.sections, found.wavelength_m) == (model, sections, 1)


@pytest.mark.parametrize(
    ("supply_hz", "highest_hz", "orders"),
    [
        (50, 200, [1]),
        (50, 249, [1]),
        (50, 250, [1, 5]),
        (50, 349, [1, 5]),
        (50, 350, [1, 5, 7]),
        (50, 900, [1, 5, 7, 11, 13, 17]),
        (0.1, 0.1 * 5 * (1 - 1e-12), [1, 5]),
    ],
)
def test_orders_of_a_starter(supply_hz: float, highest_hz: float, orders: list[int]) -> None:
    found = lumped.starter_harmonics_hz(supply_hz, highest_hz)
    assert found == pytest.approx([order * supply_hz for order in orders])


def test_what_dominates_is_capacitive_where_both_are_equal() -> None:
    """R R_L = l_m/c_m: 50 * 20 ohm2 at 1 uH/m and 1 nF/m."""
    coupled = Coupled(length_m=1, mutual_h_per_m=1000, mutual_f_per_m=1)
    for ohm, inductive in ((49, True), (50, False), (51, False)):
        ends = Ends(source_ohm=1, load_ohm=20, near_ohm=ohm, far_ohm=50)
        assert crosstalk.mostly_inductive_far(coupled, ends) is inductive
        ends = Ends(source_ohm=1, load_ohm=20, near_ohm=50, far_ohm=ohm)
        assert crosstalk.mostly_inductive_near(coupled, ends) is inductive


def test_crosstalk_of_unequal_ends_by_hand() -> None:
    """w = 2, l = 3 m, 10 H/m, 0.5 F/m; 1 + 3 ohm, 2 and 6 ohm at the ends, 0.8 ohm of return."""
    coupled = Coupled(length_m=3, mutual_h_per_m=10, mutual_f_per_m=0.5, return_ohm=0.8)
    ends = Ends(source_ohm=1, load_ohm=3, near_ohm=2, far_ohm=6)
    near, far = crosstalk.near_end(1 / math.pi, coupled, ends), crosstalk.far_end(1 / math.pi, coupled, ends)
    assert near.inductive == pytest.approx(2j * 3 * 2 / 8 * 10 / 4)
    assert far.inductive == pytest.approx(-2j * 3 * 6 / 8 * 10 / 4)
    assert near.capacitive == pytest.approx(2j * 3 * 12 / 8 * 0.5 * 3 / 4)
    assert far.capacitive == near.capacitive
    assert near.common_impedance == pytest.approx(2 / 8 * 0.8 / 4)
    assert far.common_impedance == pytest.approx(-6 / 8 * 0.8 / 4)
    assert near.total == near.inductive + near.capacitive + near.common_impedance


@pytest.mark.parametrize(
    ("first", "second", "ratio", "holds"),
    [
        (Wire(at=Point(0, 0.004), radius_m=0.002), Wire(at=Point(1, 1), radius_m=0.002), 4, True),
        (Wire(at=Point(0, 0.0039), radius_m=0.002), Wire(at=Point(1, 1), radius_m=0.002), 3.9, False),
        (Wire(at=Point(1, 1), radius_m=0.002), Wire(at=Point(0, 0.005), radius_m=0.002), 5, True),
        (Wire(at=Point(0, 1), radius_m=0.001), Wire(at=Point(0.02, 1), radius_m=0.004), 5, True),
    ],
)
def test_separation_over_a_plane_counts_the_image_too(first: Wire, second: Wire, ratio: float, holds: bool) -> None:
    found = line_geometry.over_plane(first, second)
    assert found.separation_ratio == pytest.approx(ratio)
    assert found.holds is holds


@pytest.mark.parametrize(
    ("places", "radii", "ratio"),
    [
        ((0, 10, 40), (1, 1, 1), 10),
        ((0, 40, 10), (1, 1, 1), 10),
        ((40, 0, 10), (1, 1, 1), 10),
        ((0, 10, 40), (2, 1, 1), 5),
        ((0, 10, 40), (1, 2, 1), 5),
        ((0, 10, 40), (1, 1, 2), 5),
    ],
)
def test_separation_of_three_wires(
    places: tuple[float, float, float], radii: tuple[float, float, float], ratio: float
) -> None:
    wires = [Wire(at=Point(x, 0), radius_m=radius) for x, radius in zip(places, radii, strict=True)]
    assert line_geometry.with_reference(*wires).separation_ratio == pytest.approx(ratio)


def test_wires_that_just_touch_are_refused() -> None:
    one, other = Wire(at=Point(0, 1), radius_m=0.25), Wire(at=Point(0.75, 1), radius_m=0.5)
    with pytest.raises(ValueError) as refused:
        line_geometry.apart_m(one, other)
    assert str(refused.value) == "wires of radius 0.25 m and 0.5 m cannot stand 0.75 m apart"
    assert line_geometry.apart_m(one, Wire(at=Point(0.75, 1), radius_m=0.25)) == 0.75


def test_balanced_phases_are_a_third_of_a_turn_apart() -> None:
    """The second lags the first by 120 degrees, the third by 240."""
    found = pairs.balanced_a(10)
    assert [math.degrees(cmath.phase(each)) for each in found] == pytest.approx([0, -120, 120])
    assert pairs.residual_a(found) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("frequency_hz", "db"), [(1.0, 0), (1 + 1e-9, 3.0103), (3, 10), (math.sqrt(99), 20), (1000, 20)]
)
def test_magnetic_credit_begins_above_the_break_frequency_and_ends_at_20_db(frequency_hz: float, db: float) -> None:
    """|1 + j f/f_break|: sqrt 2 at the break, sqrt 10 at three times, 10 at sqrt 99 times."""
    tried = Screen(resistance_ohm=2 * math.pi, inductance_h=1, complete=True, bonded_ends=2)
    assert tried.break_hz == 1
    found = screen.credit(tried, frequency_hz, Field.MAGNETIC)
    assert found.db == pytest.approx(db, abs=1e-4)
    assert found.factor == pytest.approx(10 ** (-db / 20), abs=1e-4)


def test_floating_potential_is_divided_by_all_capacitances() -> None:
    assert coupling.floating_v([(1, 10), (2, 20j)], 2) == pytest.approx((10 + 40j) / 5)
