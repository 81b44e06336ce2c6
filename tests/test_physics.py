"""The calculators against published cases, closed forms and properties."""

import math
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from plantwright.physics import (
    bus_line,
    environment,
    fuses,
    measurement_category,
    motor_start,
    overload,
    separation,
    short_circuit,
)
from plantwright.physics.motor_start import Control, Load, Motor

REPEATABLE = settings(deadline=None, max_examples=30, derandomize=True)

PUMP_MOTOR = Motor(
    rated_power_kw=55,
    rated_speed_rpm=1480,
    synchronous_speed_rpm=1500,
    locked_rotor_torque_ratio=2.0,
    breakdown_torque_ratio=2.5,
    locked_rotor_current_ratio=6.5,
)
FAN = Load(kind="fan", rated_torque_nm=200, moment_of_inertia_kgm2=11)


@dataclass(frozen=True)
class ConstantMotor:
    """Constant torque and current: the case with a closed form."""

    torque: float
    end_speed_rpm: float
    rated_speed_rpm: float = 1500
    current: float = 6.0

    def torque_nm(self, speed_rpm: float) -> float:
        return self.torque

    def current_ratio(self, speed_rpm: float) -> float:
        return self.current


# motor start ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [None, 5.0, 4.0])
def test_start_with_constant_torque_and_fan_load_meets_the_closed_form(limit: float | None) -> None:
    """t = J/(2 sqrt(k T)) ln[(sqrt(T) + sqrt(k) w)/(sqrt(T) - sqrt(k) w)]"""
    motor, inertia, rated = ConstantMotor(500, 1400), 12.0, 200.0
    load = Load(kind="fan", rated_torque_nm=rated, moment_of_inertia_kgm2=inertia)
    torque = 500 * (1.0 if limit is None else (limit / 6) ** 2)
    k, w = rated / motor_start.angular_speed(1500) ** 2, motor_start.angular_speed(1400)
    root_t, root_k = math.sqrt(torque), math.sqrt(k)
    expected = inertia / (2 * math.sqrt(k * torque)) * math.log((root_t + root_k * w) / (root_t - root_k * w))

    started = motor_start.start(motor, load, Control(current_limit_ratio=limit), motor_inertia_kgm2=0)

    assert started.time_s == pytest.approx(expected, rel=2e-3)
    assert started.peak_current_ratio == pytest.approx(limit or 6)


def test_kloss_meets_the_published_induction_motor() -> None:
    """Scilab 1994, example 10.19: 12 poles, 50 Hz, R2/X2 = 0.6; 103.54, 15.58 and 117.34 N m, the last at 200 rpm."""
    assert motor_start.kloss(1.0, 117.34, 0.6) == pytest.approx(103.54, abs=0.01)
    assert motor_start.kloss(0.04, 117.34, 0.6) == pytest.approx(15.58, abs=0.01)
    assert motor_start.kloss((500 - 200) / 500, 117.34, 0.6) == pytest.approx(117.34)


def test_voltage_and_torque_of_the_published_autotransformer_start() -> None:
    """start-ing.de: 61 % voltage, factor 0.91, 5 In direct on line: torque 0.3081, motor 2.776 In, 9 s with J = 130."""
    k = 0.61 * 0.91
    motor = ConstantMotor(2269 / k**2, 1500, current=5.0)
    no_load = Load(kind="fan", rated_torque_nm=0, moment_of_inertia_kgm2=50)
    started = motor_start.start(motor, no_load, Control(start_voltage_ratio=k), motor_inertia_kgm2=80)
    assert k**2 == pytest.approx(0.3081, abs=1e-4)
    assert started.peak_current_ratio == pytest.approx(2.776, abs=1e-3)
    assert started.time_s == pytest.approx(9, abs=0.01)


@pytest.mark.parametrize(("limit", "expected_s"), [(None, 2.83), (4, 6.85), (3.5, 9.59), (3, 15.18), (2.5, 33.5)])
def test_start_times_lie_near_the_worked_case(limit: float | None, expected_s: float) -> None:
    """355 N m, 1500 rpm, fan load, J 12; its torque table is not printed, so a typical motor and 140 N m stand in."""
    fan = Load(kind="fan", rated_torque_nm=140, moment_of_inertia_kgm2=12)
    started = motor_start.start(PUMP_MOTOR, fan, Control(current_limit_ratio=limit), motor_inertia_kgm2=0)
    assert started.time_s == pytest.approx(expected_s, rel=0.15)


def test_motor_curve_passes_through_its_catalogue_points() -> None:
    rated = PUMP_MOTOR.rated_torque_nm
    at_breakdown = 1500 * (1 - motor_start.breakdown_slip(PUMP_MOTOR.rated_slip, 2.5))
    assert rated == pytest.approx(354.9, abs=0.1)
    assert PUMP_MOTOR.torque_nm(0) == pytest.approx(2.0 * rated)
    assert PUMP_MOTOR.torque_nm(1480) == pytest.approx(rated)
    assert PUMP_MOTOR.torque_nm(at_breakdown) == pytest.approx(2.5 * rated)
    assert PUMP_MOTOR.current_ratio(0) == pytest.approx(6.5)
    assert PUMP_MOTOR.current_ratio(1480) == pytest.approx(1.0)


@REPEATABLE
@given(limit=some.floats(3.2, 6), factor=some.floats(0.3, 4))
def test_start_time_grows_in_proportion_to_the_inertia(limit: float, factor: float) -> None:
    control = Control(current_limit_ratio=limit)
    heavier = Load(kind="fan", rated_torque_nm=200, moment_of_inertia_kgm2=11 * factor)
    one = motor_start.start(PUMP_MOTOR, FAN, control, motor_inertia_kgm2=0).time_s
    other = motor_start.start(PUMP_MOTOR, heavier, control, motor_inertia_kgm2=0).time_s
    assert one is not None
    assert other is not None
    assert other == pytest.approx(factor * one, rel=0.02)


@REPEATABLE
@given(low=some.floats(3.2, 6), more=some.floats(0.05, 1))
def test_a_higher_current_limit_starts_sooner(low: float, more: float) -> None:
    slow, fast = (
        motor_start.start(PUMP_MOTOR, FAN, Control(current_limit_ratio=limit), motor_inertia_kgm2=1.0).time_s
        for limit in (low, low + more)
    )
    assert slow is not None
    assert fast is not None
    assert fast < slow


@pytest.mark.parametrize(
    ("driven", "control", "stall_rpm"),
    [
        ({"kind": "constant", "rated_torque_nm": 300}, Control(current_limit_ratio=3), 0),
        ({"kind": "linear", "rated_torque_nm": 100, "breakaway_torque_nm": 400}, Control(current_limit_ratio=3), 0),
        ({"kind": "fan", "rated_torque_nm": 350}, Control(current_limit_ratio=2.5), 750),
        ({"kind": "fan", "rated_torque_nm": 200}, Control(start_voltage_ratio=0.3), 700),
    ],
)
def test_a_motor_that_cannot_follow_its_load_stalls(driven: dict[str, Any], control: Control, stall_rpm: float) -> None:
    load = Load(**driven, moment_of_inertia_kgm2=1)
    started = motor_start.start(PUMP_MOTOR, load, control, motor_inertia_kgm2=1.0)
    assert started.stalled
    assert started.time_s is None
    assert started.stall_speed_rpm == pytest.approx(stall_rpm, abs=160)


def test_a_voltage_ramp_waits_for_the_breakaway_torque() -> None:
    load = Load(kind="pump", rated_torque_nm=150, breakaway_torque_nm=300, moment_of_inertia_kgm2=2)
    started = motor_start.start(
        PUMP_MOTOR, load, Control(start_voltage_ratio=0.3, ramp_time_s=10), motor_inertia_kgm2=0.5
    )
    moves_s = 10 * (math.sqrt(300 / PUMP_MOTOR.torque_nm(0)) - 0.3) / 0.7
    assert started.time_s is not None
    assert moves_s < started.time_s < 12
    assert 3 < started.peak_current_ratio < 6.5


def test_a_kick_breaks_the_load_away() -> None:
    load = Load(kind="pump", rated_torque_nm=150, breakaway_torque_nm=300, moment_of_inertia_kgm2=2)
    kick = Control(start_voltage_ratio=0.4, ramp_time_s=10, kick_voltage_ratio=0.8, kick_time_s=0.3)
    started = motor_start.start(PUMP_MOTOR, load, kick, motor_inertia_kgm2=0.5)
    assert started.samples[0][1] == pytest.approx(0.8 * 6.5)
    assert not started.stalled


@REPEATABLE
@given(limit=some.floats(3.2, 6))
def test_downsampling_keeps_the_thermal_use(limit: float) -> None:
    started = motor_start.start(PUMP_MOTOR, FAN, Control(current_limit_ratio=limit), motor_inertia_kgm2=0)
    assert len(started.samples) <= motor_start.SAMPLES
    assert started.samples[0][0] == 0
    assert started.samples[-1][0] == started.time_s
    squares = [(time, current**2) for time, current in started.samples]
    assert motor_start.integral(squares) == pytest.approx(started.heating_s, rel=5e-3)


# overload ------------------------------------------------------------------------------------------------------------

LEVEL_4 = {6.0: 10.0, 5.0: 22.0, 4.0: 35.0, 3.0: 48.0, 2.0: 90.0, 1.5: 90.0, 1.2: 400.0, 1.05: 3600.0}
LEVEL_2 = {6.0: 3.0, 5.0: 8.0, 4.0: 12.0, 3.0: 16.0, 2.0: 20.0, 1.5: 30.0, 1.2: 300.0, 1.05: 3600.0}
LEVEL_1 = {6.0: 1.0, 5.0: 3.0, 4.0: 6.0, 3.0: 8.0, 2.0: 10.0, 1.5: 15.0, 1.2: 150.0, 1.05: 3600.0}


@pytest.mark.parametrize(
    ("multiple", "time_s"), [(1.2, 250), (1.5, 160), (2, 90), (3, 40), (4, 22.5), (5, 14.4), (6, 10), (7.2, 6.94)]
)
def test_interpolation_meets_the_published_i2t_relay(multiple: float, time_s: float) -> None:
    """Acrel ARD2F, cold curve K = 10: t = 36 K / m^2."""
    printed = {m: 36 * 10 / m**2 for m in (1.05, 1.5, 3, 6, 8)}
    assert overload.trip_time_s(printed, multiple) == pytest.approx(time_s, rel=1e-3)


@pytest.mark.parametrize(
    ("curve", "use"), [(LEVEL_1, 15.18 / 8), (LEVEL_2, 15.18 / 16), (LEVEL_4, 15.18 / 48)], ids=["trips", "5 %", "fine"]
)
def test_constant_current_uses_its_share_of_the_trip_time(curve: overload.Curve, use: float) -> None:
    """The worked case: 15.18 s at three times the rated current trips level 1, leaves 5 % at level 2, is fine at 4."""
    assert overload.thermal_use([(0, 3.0), (15.18, 3.0)], curve) == pytest.approx(use)


def test_a_cell_that_does_not_grow_is_suspect_and_the_sooner_trip_is_used() -> None:
    assert overload.suspect_multiples(LEVEL_4) == (2.0,)
    assert overload.suspect_multiples(LEVEL_2) == ()
    assert overload.cautious(LEVEL_4) == {**LEVEL_4, 2.0: 48.0}
    assert overload.cautious(LEVEL_2) == LEVEL_2


def test_below_the_table_nothing_trips_and_above_it_the_slope_goes_on() -> None:
    assert overload.trip_time_s(LEVEL_2, 1.0) == math.inf
    assert overload.trip_time_s(LEVEL_2, 7.0) < LEVEL_2[6.0]


@REPEATABLE
@given(low=some.floats(1.05, 7), more=some.floats(0, 2))
def test_more_current_never_trips_later(low: float, more: float) -> None:
    curve = overload.cautious(LEVEL_4)
    assert overload.trip_time_s(curve, low + more) <= overload.trip_time_s(curve, low) * (1 + 1e-9)


# separation ----------------------------------------------------------------------------------------------------------

P_TABLE = [(3, 0.2), (6, 0.4), (9, 0.6), (12, 0.8), (15, 1.0), (30, 2), (45, 3), (60, 4), (75, 5), (None, 6)]


@pytest.mark.parametrize(
    ("current_a", "count", "factor"), [(16, 3, 0.2), (32, 6, 0.4), (100, 15, 1), (140, 21, 2), (400, 60, 4)]
)
def test_power_factor_meets_the_published_vectors(current_a: float, count: int, factor: float) -> None:
    assert separation.circuits(current_a) == count
    assert separation.power_factor(count, P_TABLE) == factor


@pytest.mark.parametrize(("count", "factor"), [(1, 0.2), (75, 5), (76, 6), (1000, 6)])
def test_power_factor_at_the_ends_of_its_table(count: int, factor: float) -> None:
    assert separation.power_factor(count, P_TABLE) == factor


def test_single_phase_and_dc_count_once() -> None:
    assert separation.circuits(100, phases=1) == 5


@pytest.mark.parametrize(
    ("base", "factor", "minimum"), [(38, 2, 76), (75, 4, 300), (8, 0.2, 1.6), (300, 2, 600), (0, 6, 0)]
)
def test_minimum_separation_meets_the_published_vectors(base: float, factor: float, minimum: float) -> None:
    assert separation.minimum_separation_mm(base, factor) == pytest.approx(minimum)


def test_distance_is_between_the_surfaces() -> None:
    assert separation.surface_distance_mm(-360, 54, 9) == 328.5
    assert separation.surface_distance_mm(10, 54, 9) == 0


# fuses, short circuit ------------------------------------------------------------------------------------------------

GATE_80 = fuses.Gate(min_10s_a=215, max_5s_a=425, min_100ms_a=610, max_100ms_a=1100)


@pytest.mark.parametrize(
    ("current_a", "time_s", "expected"),
    [
        (215, 10, "holds"),
        (150, 20, "holds"),
        (215, 10.1, "indeterminate"),
        (315, 10, "indeterminate"),  # a published table puts 80 A behind 7 x 45 A for 10 s: gates alone cannot tell
        (425, 5, "may blow"),
        (425, 4.9, "indeterminate"),
        (610, 0.1, "holds"),
        (1100, 0.1, "may blow"),
    ],
)
def test_gates_hold_blow_or_stay_open(current_a: float, time_s: float, expected: str) -> None:
    assert fuses.withstand(GATE_80, current_a, time_s) == expected


@REPEATABLE
@given(current=some.floats(1, 2000), time=some.floats(0.01, 60), less=some.floats(0.1, 1))
def test_less_current_never_blows_a_fuse_that_holds(current: float, time: float, less: float) -> None:
    if fuses.withstand(GATE_80, current, time) is fuses.Hold.HOLDS:
        assert fuses.withstand(GATE_80, current * less, time) is fuses.Hold.HOLDS


@pytest.mark.parametrize(
    ("kva", "percent", "expected_ka"),
    [(630, 4, 22.7), (630, 6, 15.2), (1000, 4, 36.1), (1000, 6, 24.1), (1600, 6, 38.5), (2000, 6, 48.1)],
)
def test_short_circuit_current_meets_the_published_transformers(kva: float, percent: float, expected_ka: float) -> None:
    assert short_circuit.transformer_short_circuit_ka(kva, percent, 400) == pytest.approx(expected_ka, abs=0.05)


def test_a_finite_network_lowers_the_short_circuit_current() -> None:
    assert short_circuit.transformer_short_circuit_ka(1000, 6, 400, network_mva=100) == pytest.approx(20.6, abs=0.05)


# categories, climate, bus --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "line_v", "earth_v"),
    [("TN-S", 480, 277.1), ("TT", 600, 346.4), ("TN-C-S", 380, 219.4), ("IT", 400, 400), ("corner-earthed", 480, 480)],
)
def test_line_to_earth_voltage(system: str, line_v: float, earth_v: float) -> None:
    assert measurement_category.line_to_earth_voltage_v(system, line_v) == pytest.approx(earth_v, abs=0.05)


@pytest.mark.parametrize(("ambient_c", "percent"), [(-5, 80), (31, 80), (35, 66.67), (40, 50), (45, 50)])
def test_humidity_line(ambient_c: float, percent: float) -> None:
    assert environment.humidity_limit_percent(ambient_c, (31, 80), (40, 50)) == pytest.approx(percent, abs=0.01)


def test_intersection_of_climates() -> None:
    assert environment.intersection([(-25, 40), (-10, 55), (5, None)]) == (5, 40)
    assert environment.intersection([]) == (None, None)


@pytest.mark.parametrize(
    ("baud", "t15_ms", "t35_ms"),
    [(2400, 6.875, 16.04), (9600, 1.719, 4.010), (19200, 0.859, 2.005), (38400, 0.75, 1.75), (115200, 0.75, 1.75)],
)
def test_gaps_on_the_line(baud: int, t15_ms: float, t35_ms: float) -> None:
    assert bus_line.t15_s(baud) * 1000 == pytest.approx(t15_ms, abs=0.001)
    assert bus_line.t35_s(baud) * 1000 == pytest.approx(t35_ms, abs=0.005)


@pytest.mark.parametrize(
    ("data", "parity", "stop", "bits"), [(8, "even", 1, 11), (8, "none", 2, 11), (8, "none", 1, 10), (8, "even", 2, 12)]
)
def test_bits_of_a_character(data: int, parity: str, stop: int, bits: int) -> None:
    assert bus_line.character_bits(data, parity, stop) == bits
