"""The stop of a squirrel-cage motor: a soft stop, which lowers the voltage evenly to nothing, or coasting without it.

Equation of motion as for the start:  J dw/dt = T_m(w) k^2 - T_L(w), with k = 1 - t/ramp and then 0. While the motor
still carries its load its speed follows the voltage at once, so the integration is implicit there (Rosenbrock, order 2:
Verwer et al., SIAM J. Sci. Comput. 20 (1999) 1456, ROS2). Without voltage the time follows from the load alone, in
closed form. The load has no friction but its breakaway torque near standstill, so that a fan or a pump really stops
sooner.
"""

import math
from collections.abc import Callable, Iterator
from functools import lru_cache

from plantwright.frozen import dataclass
from plantwright.physics.motor_start import BREAKAWAY_END, RAD_S_PER_RPM, Load, Motor, angular_speed
from plantwright.physics.speed_course import LONGEST_S, rest_speed_rpm

STANDSTILL = 0.01
"""Share of the rated speed that counts as standstill: without friction a fan coasts without end."""

_GAMMA = 1 - 1 / math.sqrt(2)
_STEPS = 100  # the fewest in which ramp and speed are gone through
_SHARE = 0.05  # of the present speed, the most that one step takes away
_PROBE_RPM = 0.01

Deceleration = Callable[[float, float], float]
"""(time in s, speed in rpm) -> change of the speed in rpm/s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A computed stop. `time_s` is None when the motor still turns after ten minutes."""

    time_s: float | None
    peak_current_ratio: float


def stop(motor: Motor, load: Load, *, ramp_time_s: float, motor_inertia_kgm2: float) -> Stop:
    """Stop a motor that runs at full voltage; a ramp time of 0 s is coasting."""
    inertia_kgm2 = motor_inertia_kgm2 + load.moment_of_inertia_kgm2

    def voltage_ratio(time_s: float) -> float:
        return 1 - time_s / ramp_time_s if ramp_time_s else 0.0

    def slowing(time_s: float, speed_rpm: float) -> float:
        driving_nm = motor.torque_nm(speed_rpm) * voltage_ratio(time_s) ** 2
        return (driving_nm - load.torque_nm(speed_rpm, motor.rated_speed_rpm)) / inertia_kgm2 / RAD_S_PER_RPM

    least_rpm = STANDSTILL * motor.rated_speed_rpm
    steps = tuple(_steps(slowing, running_speed_rpm(motor, load), least_rpm, ramp_time_s))
    ramp_s, speed_rpm = steps[-1]
    time_s = ramp_s + coasting_time_s(load, inertia_kgm2, (speed_rpm, least_rpm), motor.rated_speed_rpm)
    return Stop(
        time_s=time_s if time_s <= LONGEST_S else None,
        peak_current_ratio=max(motor.current_ratio(speed) * voltage_ratio(time) for time, speed in steps),
    )


def coasting_time_s(load: Load, inertia_kgm2: float, speeds_rpm: tuple[float, float], rated_speed_rpm: float) -> float:
    """Return the time from one speed down to another without voltage; infinite where nothing brakes.

    t = J w_r times the integral of dx / T_L(x) over x = w / w_r, in closed form: down to `turn` the running torque
    T x^p brakes, below it the breakaway torque T_b (1 - x / end).
    """
    first, last = (speed / rated_speed_rpm for speed in speeds_rpm)
    turn, inverse_nm = min(first, max(last, _turn(load))), 0.0
    if first > turn:
        running_nm = load.rated_torque_nm
        inverse_nm += _inverse_power(load.exponent, turn, first) / running_nm if running_nm else math.inf
    if turn > last:
        left, left_last = (1 - share / BREAKAWAY_END for share in (turn, last))
        inverse_nm += BREAKAWAY_END / load.breakaway_torque_nm * (math.log(left_last / left) if left > 0 else math.inf)
    return inertia_kgm2 * angular_speed(rated_speed_rpm) * inverse_nm


def _turn(load: Load) -> float:
    """Return the share of the rated speed at which running torque and breakaway torque are equal."""
    running, breakaway = load.rated_torque_nm, load.breakaway_torque_nm
    if breakaway == 0:
        return 0.0
    fall = breakaway / BREAKAWAY_END
    if load.exponent == 0:
        return (breakaway - running) / fall
    if load.exponent == 1:
        return breakaway / (running + fall)
    return 2 * breakaway / (fall + math.sqrt(fall**2 + 4 * running * breakaway))


def _inverse_power(exponent: int, low: float, high: float) -> float:
    """Integrate x^-p from low to high."""
    return (high - low, math.log(high / low), 1 / low - 1 / high)[exponent]


@lru_cache(maxsize=1)  # asked twice in a row: for the soft stop and for coasting
def running_speed_rpm(motor: Motor, load: Load) -> float:
    """Return the speed at full voltage at which the motor carries its load; the synchronous speed without a load."""

    def excess_nm(speed_rpm: float) -> float:
        return motor.torque_nm(speed_rpm) - load.torque_nm(speed_rpm, motor.rated_speed_rpm)

    found = rest_speed_rpm(excess_nm, motor.end_speed_rpm, motor.synchronous_speed_rpm)
    return motor.synchronous_speed_rpm if found is None else found


def _steps(
    slowing: Deceleration, speed_rpm: float, least_rpm: float, ramp_time_s: float
) -> Iterator[tuple[float, float]]:
    """Yield time and speed until the voltage is gone or the motor stands, which is met exactly."""
    time_s, first_rpm, next_s = 0.0, speed_rpm, math.inf
    yield time_s, speed_rpm
    while speed_rpm > least_rpm and time_s < ramp_time_s:
        most_rpm = min(first_rpm / _STEPS, _SHARE * speed_rpm)
        step_s = min(next_s, ramp_time_s / _STEPS, ramp_time_s - time_s)
        lost_rpm_in = _step_from(slowing, time_s, speed_rpm)
        lost_rpm = lost_rpm_in(step_s)
        while abs(lost_rpm) > most_rpm:
            step_s *= max(0.1, 0.9 * most_rpm / abs(lost_rpm))
            lost_rpm = lost_rpm_in(step_s)
        next_s = step_s * min(2.0, 0.9 * most_rpm / abs(lost_rpm) if lost_rpm else 2.0)
        share = min(1.0, (speed_rpm - least_rpm) / lost_rpm) if lost_rpm > 0 else 1.0
        time_s, speed_rpm = time_s + share * step_s, speed_rpm - share * lost_rpm
        yield time_s, speed_rpm


def _step_from(slowing: Deceleration, time_s: float, speed_rpm: float) -> Callable[[float], float]:
    """Return what tells the speed that a step of some seconds takes away; what its length does not change is kept."""
    now = slowing(time_s, speed_rpm)
    stiffness = min(0.0, (slowing(time_s, speed_rpm + _PROBE_RPM) - now) / _PROBE_RPM)

    def lost_rpm(step_s: float) -> float:
        damped = 1 - _GAMMA * step_s * stiffness
        first = now / damped
        second = (slowing(time_s + step_s, max(0.0, speed_rpm + step_s * first)) - 2 * first) / damped
        return -step_s * (1.5 * first + 0.5 * second)

    return lost_rpm
