"""The start of a motor against scipy.integrate.solve_ivp, with load and voltage of each case written out once more."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from plantwright.physics import motor_start, speed_course
from plantwright.physics.motor_start import Control, Load, Motor

MOTOR = Motor(
    rated_power_kw=55,
    rated_speed_rpm=1480,
    synchronous_speed_rpm=1500,
    locked_rotor_torque_ratio=2.0,
    breakdown_torque_ratio=2.5,
    locked_rotor_current_ratio=6.5,
)
INERTIA_KGM2 = 11.5  # of motor and load
END_RPM = 1470.0  # 1.5 times the rated slip of 20 rpm
RPM = math.pi / 30  # in rad/s

LOADS: dict[str, tuple[Load, Callable[[float], float]]] = {
    "fan": (Load(kind="fan", rated_torque_nm=200, moment_of_inertia_kgm2=11), lambda n: 200 * (n / 1480) ** 2),
    "linear": (Load(kind="linear", rated_torque_nm=250, moment_of_inertia_kgm2=11), lambda n: 250 * n / 1480),
    "constant": (Load(kind="constant", rated_torque_nm=150, moment_of_inertia_kgm2=11), lambda n: 150),
    "pump": (
        Load(kind="pump", rated_torque_nm=150, moment_of_inertia_kgm2=11, breakaway_torque_nm=300),
        lambda n: max(150 * (n / 1480) ** 2, 300 * (1 - n / 148)),
    ),
    "stiff": (
        Load(kind="constant", rated_torque_nm=150, moment_of_inertia_kgm2=11, breakaway_torque_nm=220),
        lambda n: max(150, 220 * (1 - n / 148)),
    ),
}
"""A load, and its torque in N m at a speed in rpm."""

Voltage = Callable[[float, float], float]
"""U/Un at a time in s, for the current ratio at full voltage."""

CONTROLS: dict[str, tuple[Control, Voltage]] = {
    "direct": (Control(), lambda t, direct: 1),
    "limit 3.5": (Control(current_limit_ratio=3.5), lambda t, direct: min(1, 3.5 / direct)),
    "limit 3": (Control(current_limit_ratio=3), lambda t, direct: min(1, 3 / direct)),
    "limit 2.5": (Control(current_limit_ratio=2.5), lambda t, direct: min(1, 2.5 / direct)),
    "reduced": (Control(start_voltage_ratio=0.5), lambda t, direct: 0.5),
    "ramp 10": (Control(start_voltage_ratio=0.3, ramp_time_s=10), lambda t, direct: min(1, 0.3 + 0.07 * t)),
    "ramp 3": (Control(start_voltage_ratio=0.4, ramp_time_s=3), lambda t, direct: min(1, 0.4 + 0.2 * t)),
    "ramp, limit": (
        Control(start_voltage_ratio=0.3, ramp_time_s=2, current_limit_ratio=4.5),
        lambda t, direct: min(1, 0.3 + 0.35 * t, 4.5 / direct),
    ),
    "kick": (
        Control(start_voltage_ratio=0.4, ramp_time_s=10, kick_voltage_ratio=0.8, kick_time_s=0.3),
        lambda t, direct: 0.8 if t < 0.3 else min(1, 0.4 + 0.06 * (t - 0.3)),
    ),
    "long kick": (
        Control(start_voltage_ratio=0.4, ramp_time_s=10, kick_voltage_ratio=0.8, kick_time_s=1.5),
        lambda t, direct: 0.8 if t < 1.5 else min(1, 0.4 + 0.06 * (t - 1.5)),
    ),
    "kick, limit": (
        Control(
            start_voltage_ratio=0.4, ramp_time_s=10, kick_voltage_ratio=0.8, kick_time_s=0.3, current_limit_ratio=4.5
        ),
        lambda t, direct: min(4.5 / direct, 0.8 if t < 0.3 else min(1, 0.4 + 0.06 * (t - 0.3))),
    ),
    "kick below start": (
        Control(start_voltage_ratio=0.7, kick_voltage_ratio=0.5, kick_time_s=1.0),
        lambda t, direct: 0.7,
    ),
}

STALLS = {
    "fan": {"limit 2.5", "reduced"},
    "linear": {"limit 3", "limit 2.5", "reduced", "kick below start"},
    "constant": {"limit 3", "limit 2.5", "reduced"},
    "pump": {"limit 3.5", "limit 3", "limit 2.5", "reduced"},
    "stiff": {"limit 3.5", "limit 3", "limit 2.5", "reduced"},
}


@dataclass(frozen=True)
class Reference:
    """The same start by another hand: time at the end speed, largest current ratio, integral of its square."""

    time_s: float
    peak: float
    heating_s: float


def excess_nm(speed_rpm: float, k: float, load_nm: Callable[[float], float]) -> float:
    """The torque that is left to accelerate."""
    return MOTOR.torque_nm(speed_rpm) * k**2 - load_nm(speed_rpm)


def solved(
    load_nm: Callable[[float], float],
    voltage: Voltage,
    jumps_s: list[float],
    inertia_kgm2: float = INERTIA_KGM2,
    method: str = "RK45",
) -> Reference:
    """Integrate speed and heating from one jump of the voltage to the next."""

    def slope(time_s: float, state: list[float]) -> list[float]:
        speed = max(0.0, state[0])
        direct = MOTOR.current_ratio(speed)
        k = voltage(time_s, direct)
        acceleration = excess_nm(speed, k, load_nm) / inertia_kgm2 / RPM
        return [acceleration if state[0] > 0 else max(0.0, acceleration), (direct * k) ** 2]

    def up_to_speed(time_s: float, state: list[float]) -> float:
        return state[0] - END_RPM

    up_to_speed.terminal = True  # type: ignore[attr-defined]  # how scipy takes it
    state, peak = [0.0, 0.0], 0.0
    for begin_s, end_s in pairwise([0.0, *jumps_s, 100.0]):
        part = solve_ivp(
            slope, (begin_s, end_s - 1e-12), state, method, events=up_to_speed, rtol=1e-8, atol=1e-8, max_step=0.05
        )
        direct = [MOTOR.current_ratio(max(0.0, speed)) for speed in part.y[0]]
        peak = max(peak, *(each * voltage(time, each) for time, each in zip(part.t, direct, strict=True)))
        state = list(part.y[:, -1])
        if part.t_events[0].size:
            return Reference(part.t[-1], peak, state[1])
    raise AssertionError("the reference did not come up to speed")


@pytest.mark.parametrize(
    ("load", "control"), [(load, control) for load in LOADS for control in CONTROLS if control not in STALLS[load]]
)
def test_a_start_meets_the_integration_of_scipy(load: str, control: str) -> None:
    """Within 0.05 %."""
    (driven, load_nm), (given, voltage) = LOADS[load], CONTROLS[control]
    jumps_s = [at for at in (given.kick_time_s, given.settled_s) if at]
    expected = solved(load_nm, voltage, sorted(set(jumps_s)))
    found = motor_start.start(MOTOR, driven, given, motor_inertia_kgm2=0.5)
    assert found.time_s == pytest.approx(expected.time_s, rel=5e-4)
    assert found.heating_s == pytest.approx(expected.heating_s, rel=5e-4)
    assert found.peak_current_ratio == pytest.approx(expected.peak, rel=5e-4)
    assert (found.stalled, found.stall_speed_rpm) == (False, None)
    assert found.samples[-1][0] == found.time_s


@pytest.mark.parametrize("load", LOADS)
@pytest.mark.parametrize("control", ["ramp 10", "ramp 3", "ramp, limit", "kick"])
@pytest.mark.parametrize("inertia_kgm2", [1, 0.2])
def test_a_light_motor_follows_the_voltage(load: str, control: str, inertia_kgm2: float) -> None:
    """Its speed settles within milliseconds at every voltage, which is hard on the steps: within 0.3 %."""
    (driven, load_nm), (given, voltage) = LOADS[load], CONTROLS[control]
    jumps_s = sorted({at for at in (given.kick_time_s, given.settled_s) if at})
    expected = solved(load_nm, voltage, jumps_s, inertia_kgm2, "LSODA")
    light = replace(driven, moment_of_inertia_kgm2=inertia_kgm2 / 2)
    found = motor_start.start(MOTOR, light, given, motor_inertia_kgm2=inertia_kgm2 / 2)
    assert found.time_s == pytest.approx(expected.time_s, rel=3e-3)
    assert found.heating_s == pytest.approx(expected.heating_s, rel=3e-3)


@pytest.mark.parametrize(("load", "control"), [(load, control) for load in LOADS for control in sorted(STALLS[load])])
def test_a_stall_lies_where_torque_and_load_first_meet(load: str, control: str) -> None:
    (driven, load_nm), (given, voltage) = LOADS[load], CONTROLS[control]

    def left_nm(speed_rpm: float) -> float:
        return excess_nm(speed_rpm, voltage(math.inf, MOTOR.current_ratio(speed_rpm)), load_nm)

    first = next(speed for speed in range(1500) if left_nm(speed) <= 0)
    expected = brentq(left_nm, first - 1, first) if first else 0.0
    found = motor_start.start(MOTOR, driven, given, motor_inertia_kgm2=0.5)
    assert (found.stalled, found.time_s) == (True, None)
    assert found.stall_speed_rpm == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(("kind", "kick_time_s"), [("fan", 3.8), ("linear", 2.5), ("constant", 1.5), ("stiff", 1.5)])
def test_after_a_kick_without_a_ramp_the_motor_falls_back_to_where_torque_and_load_meet(
    kind: str, kick_time_s: float
) -> None:
    """The pulse brings it above what 0.4 U holds; the speed at which it then begins to slow is not its last."""
    driven, load_nm = LOADS[kind]
    kicked = solved_speed_rpm(load_nm, 0.8, kick_time_s)
    control = Control(start_voltage_ratio=0.4, kick_voltage_ratio=0.8, kick_time_s=kick_time_s)
    assert excess_nm(kicked, 0.4, load_nm) < 0
    below = [speed for speed in range(int(kicked)) if excess_nm(speed, 0.4, load_nm) > 0]
    expected = brentq(lambda n: excess_nm(n, 0.4, load_nm), below[-1], below[-1] + 1) if below else 0.0
    found = motor_start.start(MOTOR, driven, control, motor_inertia_kgm2=0.5)
    assert found.stall_speed_rpm == pytest.approx(expected, abs=0.01)
    assert found.stall_speed_rpm is not None
    assert found.stall_speed_rpm < kicked - 5
    assert found.peak_current_ratio == pytest.approx(0.8 * 6.5)


def solved_speed_rpm(load_nm: Callable[[float], float], k: float, time_s: float) -> float:
    """The speed after a time at a constant voltage."""

    def slope(_: float, state: list[float]) -> list[float]:
        return [
            max(0.0 if state[0] <= 0 else -math.inf, excess_nm(max(0.0, state[0]), k, load_nm) / INERTIA_KGM2 / RPM)
        ]

    return float(solve_ivp(slope, (0, time_s), [0.0], rtol=1e-8, atol=1e-8, max_step=0.05).y[0][-1])


@dataclass(frozen=True)
class Counted:
    """A motor that counts how often it is asked for its torque."""

    asked: list[float]
    rated_speed_rpm: float = MOTOR.rated_speed_rpm
    end_speed_rpm: float = MOTOR.end_speed_rpm

    def torque_nm(self, speed_rpm: float) -> float:
        self.asked.append(speed_rpm)
        return MOTOR.torque_nm(speed_rpm)

    def current_ratio(self, speed_rpm: float) -> float:
        return MOTOR.current_ratio(speed_rpm)


@pytest.mark.parametrize("control", sorted(STALLS["fan"] | {"limit 3"}))
def test_a_start_that_stalls_ends_when_its_speed_has_settled(control: str) -> None:
    """The approach to a balance has no end; it is not followed for ten minutes of 0.05 s steps."""
    machine = Counted([])
    found = motor_start.start(machine, LOADS["fan"][0], CONTROLS[control][0], motor_inertia_kgm2=0.5)
    assert found.stalled is (control in STALLS["fan"])
    assert len(machine.asked) < 4000
    assert found.samples[-1][0] < 60


@pytest.mark.parametrize(
    ("speed_rpm", "rest_rpm"), [(0, 300), (299, 300), (301, 300), (899, 300), (900, 900), (901, None), (1200, None)]
)
def test_a_speed_moves_to_the_nearest_stable_balance(speed_rpm: float, rest_rpm: float | None) -> None:
    """Torque is left below 300 rpm and above 900 rpm: the balance at 300 is stable, the one at 900 is not."""
    found = speed_course.rest_speed_rpm(lambda n: (n - 300) * (n - 900), speed_rpm, 1500)
    assert found == (None if rest_rpm is None else pytest.approx(300 if speed_rpm == 900 else rest_rpm, abs=0.001))


@pytest.mark.parametrize("growth_nm_per_s", [0.01, 20])
def test_a_motor_that_its_load_holds_stands_until_its_torque_has_grown(growth_nm_per_s: float) -> None:
    """Its torque meets the load after 8 s, however little it lacks before; then 2 kg m2 gain (t - 8 s)^2/4 rad/s."""

    def slope(time_s: float, speed_rpm: float) -> tuple[float, float]:
        return growth_nm_per_s * (time_s - 8) / 2 / RPM, 6.0

    steps = list(speed_course.followed(slope, 0.0, 0.0, 10.0, END_RPM))
    held = [speed for time, _, speed in steps if time <= 8]
    assert held == [0] * len(held)
    assert len(held) > 20
    assert steps[-1] == pytest.approx((10, 6, growth_nm_per_s * (10 - 8) ** 2 / 4 / RPM), rel=5e-3)


@pytest.mark.parametrize(("rate", "last_rpm"), [(0.9, 600), (-0.9, 0)])
def test_a_motor_gains_or_loses_speed_however_gently(rate: float, last_rpm: float) -> None:
    """300 rpm at 0.9 rpm/s take 333.3 s."""
    steps, rest_rpm = speed_course.settled(lambda time_s, speed_rpm: (rate, 3.0), 2.0, 300.0, 600.0)
    assert steps[0] == pytest.approx((2, 3, 300))
    assert steps[-1][0] == pytest.approx(2 + 300 / 0.9, rel=0.01)
    assert steps[-1][2] == pytest.approx(last_rpm, abs=3)
    assert rest_rpm == (None if rate > 0 else 0)
