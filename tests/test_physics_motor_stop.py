"""The stop of a motor against scipy.integrate.solve_ivp, closed forms of coasting, and what must hold of any stop."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.integrate import solve_ivp

from plantwright.physics import motor_stop
from plantwright.physics.motor_start import Load, Motor
from plantwright.physics.motor_stop import Stop

MOTOR = Motor(
    rated_power_kw=55,
    rated_speed_rpm=1480,
    synchronous_speed_rpm=1500,
    locked_rotor_torque_ratio=2.0,
    breakdown_torque_ratio=2.5,
    locked_rotor_current_ratio=6.5,
)
EXPONENTS = {"fan": 2, "linear": 1, "constant": 0}
RPM = math.pi / 30  # in rad/s
STILL_RPM = 14.8


def load(kind: str, torque_nm: float, inertia_kgm2: float) -> Load:
    return Load(kind=kind, rated_torque_nm=torque_nm, moment_of_inertia_kgm2=inertia_kgm2)


def stopped(kind: str, torque_nm: float, inertia_kgm2: float, ramp_time_s: float) -> Stop:
    return motor_stop.stop(MOTOR, load(kind, torque_nm, inertia_kgm2), ramp_time_s=ramp_time_s, motor_inertia_kgm2=0.0)


def solved(kind: str, torque_nm: float, inertia_kgm2: float, ramp_s: float) -> tuple[float, float]:
    """The same by another hand: time to standstill and largest current ratio."""

    def slope(time_s: float, state: list[float]) -> list[float]:
        speed, k = max(0.0, state[0]), max(0.0, 1 - time_s / ramp_s) if ramp_s else 0.0
        torque = MOTOR.torque_nm(speed) * k**2 - torque_nm * (speed / 1480) ** EXPONENTS[kind]
        return [torque / inertia_kgm2 / RPM]

    def still(time_s: float, state: list[float]) -> float:
        return state[0] - STILL_RPM

    still.terminal = True  # type: ignore[attr-defined]  # how scipy takes it
    begin = motor_stop.running_speed_rpm(MOTOR, load(kind, torque_nm, inertia_kgm2))
    found = solve_ivp(
        slope, (0, 600), [begin], method="LSODA", events=still, rtol=1e-8, atol=1e-8, max_step=ramp_s / 100 or 1.0
    )
    currents = [
        MOTOR.current_ratio(speed) * (max(0.0, 1 - time / ramp_s) if ramp_s else 0.0)
        for time, speed in zip(found.t, found.y[0], strict=True)
    ]
    return found.t[-1], max(currents)


@pytest.mark.parametrize("ramp_time_s", [2, 8, 30])
@pytest.mark.parametrize(
    ("kind", "torque_nm", "inertia_kgm2"),
    [("fan", 300, 0.6), ("linear", 250, 11), ("linear", 250, 1), ("constant", 150, 11), ("constant", 150, 0.5)],
)
def test_a_soft_stop_meets_the_integration_of_scipy(
    kind: str, torque_nm: float, inertia_kgm2: float, ramp_time_s: float
) -> None:
    time_s, peak = solved(kind, torque_nm, inertia_kgm2, ramp_time_s)
    found = stopped(kind, torque_nm, inertia_kgm2, ramp_time_s)
    assert found.time_s == pytest.approx(time_s, rel=1e-3)
    assert found.peak_current_ratio == pytest.approx(peak, rel=5e-3)


@pytest.mark.parametrize("torque_nm", [50, 150, 300])
def test_coasting_against_a_constant_torque(torque_nm: float) -> None:
    """t = J (w0 - w1) / T."""
    begin = motor_stop.running_speed_rpm(MOTOR, load("constant", torque_nm, 5))
    found = stopped("constant", torque_nm, 5, 0)
    assert found.time_s == pytest.approx(5 * (begin - STILL_RPM) * RPM / torque_nm, rel=1e-6)
    assert found.peak_current_ratio == 0


def test_coasting_against_a_linear_torque() -> None:
    """t = J / b ln(w0 / w1), with b = T w / w_rated."""
    begin = motor_stop.running_speed_rpm(MOTOR, load("linear", 200, 5))
    expected = 5 / (200 / (1480 * RPM)) * math.log(begin / STILL_RPM)
    assert stopped("linear", 200, 5, 0).time_s == pytest.approx(expected, rel=1e-4)


def test_coasting_of_a_fan() -> None:
    """t = J / k (1/w1 - 1/w0), with k = T / w_rated^2."""
    begin = motor_stop.running_speed_rpm(MOTOR, load("fan", 300, 0.5))
    expected = 0.5 / (300 / (1480 * RPM) ** 2) * (1 / STILL_RPM - 1 / begin) / RPM
    assert stopped("fan", 300, 0.5, 0).time_s == pytest.approx(expected, rel=1e-3)


def test_a_heavy_fan_without_friction_turns_on() -> None:
    assert stopped("fan", 200, 50, 5).time_s is None


@pytest.mark.parametrize(("torque_nm", "running_rpm"), [(354.9, 1480), (0, 1500)])
def test_running_speed(torque_nm: float, running_rpm: float) -> None:
    found = motor_stop.running_speed_rpm(MOTOR, load("constant", torque_nm, 1))
    assert found == pytest.approx(running_rpm, abs=0.01)


def test_an_overloaded_motor_is_already_at_its_lower_balance() -> None:
    """Three times the rated torque, with a breakdown torque of 2.5: nothing holds the speed."""
    assert motor_stop.running_speed_rpm(MOTOR, load("constant", 1065, 1)) == 0


@settings(max_examples=25, deadline=None)
@given(
    kind=some.sampled_from(["linear", "constant"]),
    torque=some.floats(40, 300),
    inertia=some.floats(0.2, 20),
    ramp=some.floats(1, 20),
    more=some.floats(1, 10),
)
def test_a_longer_ramp_never_stops_sooner_and_none_sooner_than_coasting(
    kind: str, torque: float, inertia: float, ramp: float, more: float
) -> None:
    coasting, short, long = (stopped(kind, torque, inertia, each).time_s or 600 for each in (0.0, ramp, ramp + more))
    assert coasting <= short * 1.0001
    assert short <= long * 1.0001


@settings(max_examples=25, deadline=None)
@given(inertia=some.floats(0.2, 20), more=some.floats(1.05, 3))
def test_more_inertia_never_stops_sooner(inertia: float, more: float) -> None:
    light, heavy = (stopped("constant", 150, each, 5).time_s or 600 for each in (inertia, inertia * more))
    assert light <= heavy


def test_a_short_ramp_comes_near_to_coasting_and_a_light_load_near_to_following_the_voltage() -> None:
    """A load of next to no inertia lets go where the largest torque at the voltage meets it: k^2 T = 150 N m."""
    assert stopped("constant", 150, 5, 0.001).time_s == pytest.approx(stopped("constant", 150, 5, 0).time_s, abs=2e-3)
    largest_nm = max(MOTOR.torque_nm(speed) for speed in range(1500))
    lets_go_s = 10 * (1 - math.sqrt(150 / largest_nm))
    assert stopped("constant", 150, 0.01, 10).time_s == pytest.approx(lets_go_s, abs=0.1)
