"""The stop of a squirrel-cage motor: a soft stop, which lowers the voltage evenly to nothing, or coasting without it.

Equation of motion as for the start:  J dw/dt = T_m(w) k^2 - T_L(w), with k = 1 - t/ramp and then 0. While the motor
still carries its load its speed follows the voltage at once, so the integration is implicit there (Rosenbrock, order 2:
Verwer et al., SIAM J. Sci. Comput. 20 (1999) 1456, ROS2). The load has no friction but its breakaway torque near
standstill, so that a fan or a pump really stops sooner.
"""

import math
from collections.abc import Callable, Iterator

from plantwright.frozen import dataclass
from plantwright.physics.motor_start import LONGEST_S, STEPS, Load, Motor, angular_speed, rest_speed_rpm

STANDSTILL = 0.01
"""Share of the rated speed that counts as standstill: without friction a fan coasts without end."""

_GAMMA = 1 - 1 / math.sqrt(2)
_SHARE = 0.02  # of the present speed, the most that one step takes away
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
        return max(0.0, 1 - time_s / ramp_time_s) if ramp_time_s else 0.0

    def slowing(time_s: float, speed_rpm: float) -> float:
        torque = motor.torque_nm(speed_rpm) * voltage_ratio(time_s) ** 2
        return (torque - load.torque_nm(speed_rpm, motor.rated_speed_rpm)) / inertia_kgm2 / angular_speed(1)

    least_rpm = STANDSTILL * motor.rated_speed_rpm
    steps = tuple(_steps(slowing, running_speed_rpm(motor, load), least_rpm, ramp_time_s))
    time_s, speed_rpm = steps[-1]
    return Stop(
        time_s=time_s if speed_rpm <= least_rpm else None,
        peak_current_ratio=max(motor.current_ratio(speed) * voltage_ratio(time) for time, speed in steps),
    )


def running_speed_rpm(motor: Motor, load: Load) -> float:
    """Return the speed at full voltage at which the motor carries its load; the synchronous speed without a load."""

    def excess_nm(speed_rpm: float) -> float:
        return motor.torque_nm(speed_rpm) - load.torque_nm(speed_rpm, motor.rated_speed_rpm)

    found = rest_speed_rpm(excess_nm, motor.end_speed_rpm, motor.synchronous_speed_rpm)
    return motor.synchronous_speed_rpm if found is None else found


def _steps(
    slowing: Deceleration, speed_rpm: float, least_rpm: float, ramp_time_s: float
) -> Iterator[tuple[float, float]]:
    """Yield time and speed until standstill, which is met exactly, or until time runs out."""
    time_s, first_rpm, last_s = 0.0, speed_rpm, math.inf
    yield time_s, speed_rpm
    while speed_rpm > least_rpm and time_s < LONGEST_S:
        most_rpm = min(first_rpm / STEPS, _SHARE * speed_rpm)
        step_s = min(2 * last_s, ramp_time_s / STEPS if time_s < ramp_time_s else LONGEST_S - time_s)
        lost_rpm = _lost_rpm(slowing, time_s, speed_rpm, step_s)
        while abs(lost_rpm) > most_rpm:
            step_s *= max(0.1, 0.9 * most_rpm / abs(lost_rpm))
            lost_rpm = _lost_rpm(slowing, time_s, speed_rpm, step_s)
        last_s = step_s
        share = min(1.0, (speed_rpm - least_rpm) / lost_rpm) if lost_rpm > 0 else 1.0
        time_s, speed_rpm = time_s + share * step_s, speed_rpm - share * lost_rpm
        yield time_s, speed_rpm


def _lost_rpm(slowing: Deceleration, time_s: float, speed_rpm: float, step_s: float) -> float:
    """Return the speed that one step takes away."""
    now = slowing(time_s, speed_rpm)
    stiffness = min(0.0, (slowing(time_s, speed_rpm + _PROBE_RPM) - now) / _PROBE_RPM)
    damped = 1 - _GAMMA * step_s * stiffness
    first = now / damped
    second = (slowing(time_s + step_s, max(0.0, speed_rpm + step_s * first)) - 2 * first) / damped
    return -step_s * (1.5 * first + 0.5 * second)
