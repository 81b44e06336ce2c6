"""The start of a squirrel-cage motor behind a soft starter: time, current over time, and whether it stalls.

Equation of motion, with J of motor and load at the motor shaft:  J dw/dt = T_m(w) k^2 - T_L(w),  k = U/Un.
A current limit sets k = min(1, I_limit / I_dol(w)), so the torque falls with the square of the limit.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from itertools import pairwise
from typing import Protocol

from plantwright.frozen import dataclass

Sample = tuple[float, float]
"""Time in s and current as a multiple of the rated motor current."""

BREAKAWAY_END = 0.1  # share of the rated speed over which the breakaway torque fades out
END_SLIP = 1.5  # a start is over at this multiple of the rated slip
LONGEST_S = 600.0
SAMPLES = 120
STEPS = 200  # speed steps between standstill and the end of the start
SPEED_TOLERANCE_RPM = 1e-4
Slope = Callable[[float, float], tuple[float, float]]
"""(time in s, speed in rpm) -> acceleration in rpm/s and current ratio."""

_EXPONENTS = {"fan": 2, "pump": 2, "linear": 1, "constant": 0}  # of the speed, in the torque of a load


class Machine(Protocol):
    """A motor at full voltage: torque and current against speed."""

    @property
    def rated_speed_rpm(self) -> float: ...

    @property
    def end_speed_rpm(self) -> float: ...

    def torque_nm(self, speed_rpm: float) -> float: ...

    def current_ratio(self, speed_rpm: float) -> float: ...


@dataclass(frozen=True, kw_only=True)  # without slots, so that what every step of a start needs is computed once
class Motor:
    """A squirrel-cage motor by its catalogue data; ratios are to the rated torque and the rated current."""

    rated_power_kw: float
    rated_speed_rpm: float
    synchronous_speed_rpm: float
    locked_rotor_torque_ratio: float
    breakdown_torque_ratio: float
    locked_rotor_current_ratio: float

    @cached_property
    def rated_torque_nm(self) -> float:
        """T = P / w."""
        return self.rated_power_kw * 1000 / angular_speed(self.rated_speed_rpm)

    @cached_property
    def rated_slip(self) -> float:
        return self._slip(self.rated_speed_rpm)

    @cached_property
    def end_speed_rpm(self) -> float:
        """Speed at which the start counts as over: 1.5 times the rated slip."""
        return self.synchronous_speed_rpm * (1 - END_SLIP * self.rated_slip)

    def torque_nm(self, speed_rpm: float) -> float:
        """Kloss from the breakdown slip down; above it Kloss plus a share that grows to the locked-rotor torque.

        Kloss alone gives a fraction of the locked-rotor torque of a deep-bar rotor. The share grows with the square
        root of the slip, as the skin effect in the bars does; the dip of such rotors (pull-up torque) comes out too.
        The sum is cut at the breakdown torque, which is the largest by its name.
        """
        at_breakdown, slip = self._breakdown_slip, 1 - speed_rpm / self.synchronous_speed_rpm
        slip = slip if slip > 0 else 0.0  # no call of max: a check spends much of its time here
        beyond = (slip - at_breakdown) / (1 - at_breakdown)
        ratio = kloss(slip, self.breakdown_torque_ratio, at_breakdown)
        if beyond > 0:
            ratio += self._skin_effect * math.sqrt(beyond)
        return min(ratio, self._largest_ratio) * self.rated_torque_nm

    def current_ratio(self, speed_rpm: float) -> float:
        """Rotor current of the equivalent circuit: I(s) = I_lr sqrt((1 + c^2) / (1 + (c/s)^2)), 1 at the rated slip."""
        slip, square = max(1 - speed_rpm / self.synchronous_speed_rpm, 1e-9), self._current_square
        return self.locked_rotor_current_ratio * math.sqrt((1 + square) / (1 + square / slip**2))

    @cached_property
    def _breakdown_slip(self) -> float:
        return breakdown_slip(self.rated_slip, self.breakdown_torque_ratio)

    @cached_property
    def _largest_ratio(self) -> float:
        """The larger of the two, as some rotors have their largest torque at standstill."""
        return max(self.breakdown_torque_ratio, self.locked_rotor_torque_ratio)

    @cached_property
    def _skin_effect(self) -> float:
        """What Kloss lacks of the locked-rotor torque, as a ratio."""
        return self.locked_rotor_torque_ratio - kloss(1.0, self.breakdown_torque_ratio, self._breakdown_slip)

    @cached_property
    def _current_square(self) -> float:
        """c^2 of the current."""
        locked = self.locked_rotor_current_ratio
        return (locked**2 - 1) / (1 / self.rated_slip**2 - locked**2)

    def _slip(self, speed_rpm: float) -> float:
        return 1 - speed_rpm / self.synchronous_speed_rpm


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The driven machine at the motor shaft. `kind`: fan and pump (square of the speed), linear, constant."""

    kind: str
    rated_torque_nm: float
    moment_of_inertia_kgm2: float
    breakaway_torque_nm: float = 0.0

    @property
    def exponent(self) -> int:
        """The power of the speed to which the running torque grows."""
        return _EXPONENTS[self.kind]

    def torque_nm(self, speed_rpm: float, rated_speed_rpm: float) -> float:
        """Running torque, or where larger the breakaway torque, which fades out over the first tenth of the speed."""
        speed = speed_rpm / rated_speed_rpm
        running = self.rated_torque_nm * speed ** _EXPONENTS[self.kind]
        if speed > BREAKAWAY_END:
            return running
        return max(running, self.breakaway_torque_nm * (1 - speed / BREAKAWAY_END))


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """What the starter does to the voltage; ratios to the rated voltage and current. The default is direct on line."""

    current_limit_ratio: float | None = None
    start_voltage_ratio: float = 1.0
    ramp_time_s: float = 0.0
    kick_voltage_ratio: float = 0.0
    kick_time_s: float = 0.0

    def voltage_ratio(self, time_s: float, dol_current_ratio: float) -> float:
        """Return k = U/Un at a time, for the current the motor would draw at full voltage."""
        limited = math.inf if self.current_limit_ratio is None else self.current_limit_ratio / dol_current_ratio
        return min(limited, self._programmed(time_s))

    @property
    def settled_s(self) -> float:
        """Time after which the voltage no longer rises by itself."""
        return self.kick_time_s + self.ramp_time_s

    def _programmed(self, time_s: float) -> float:
        if time_s < self.kick_time_s:
            return max(self.kick_voltage_ratio, self.start_voltage_ratio)
        if self.ramp_time_s == 0:
            return self.start_voltage_ratio
        ramp = (time_s - self.kick_time_s) / self.ramp_time_s
        return min(1.0, self.start_voltage_ratio + (1 - self.start_voltage_ratio) * ramp)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A computed start. `time_s` is None and `stall_speed_rpm` is set when the motor does not get up to speed.

    The stall speed is where motor and load torque are equal, 0 at standstill. The samples and the heating of a start
    that stalls end when that speed is reached: the current then stays until something trips.
    """

    time_s: float | None
    peak_current_ratio: float
    heating_s: float  # integral of (I/In)^2 dt
    samples: tuple[Sample, ...]
    stall_speed_rpm: float | None = None

    @property
    def stalled(self) -> bool:
        return self.time_s is None


def start(motor: Machine, load: Load, control: Control, *, motor_inertia_kgm2: float) -> Start:
    """Integrate the equation of motion from standstill: midpoint rule, steps of equal speed."""
    slope = partial(_slope, motor, load, control, motor_inertia_kgm2 + load.moment_of_inertia_kgm2)
    steps = tuple(_steps(slope, motor.end_speed_rpm, control.settled_s))
    samples = [(time, current) for time, current, _ in steps]
    time_s, _, speed_rpm = steps[-1]
    done = speed_rpm >= motor.end_speed_rpm
    return Start(
        time_s=time_s if done else None,
        peak_current_ratio=max(current for _, current in samples),
        heating_s=integral([(time, current**2) for time, current in samples]),
        samples=downsampled(samples, SAMPLES),
        stall_speed_rpm=None if done else _stall_speed_rpm(slope, time_s, speed_rpm, motor.end_speed_rpm),
    )


def rest_speed_rpm(excess: Callable[[float], float], speed_rpm: float, most_rpm: float) -> float | None:
    """Return the speed at which a motor ends up under a voltage that stays, None when it passes `most_rpm`.

    `excess` is the torque left at a speed, in any unit. The first change of its sign is the end: upwards from a speed
    at which the motor gains, else downwards to standstill.
    """
    gains, step_rpm = excess(speed_rpm) > 0, most_rpm / STEPS
    while speed_rpm > 0 or gains:
        beyond = min(most_rpm, speed_rpm + step_rpm) if gains else max(0.0, speed_rpm - step_rpm)
        if (excess(beyond) > 0) != gains:
            return _between(excess, *sorted((speed_rpm, beyond)))
        if beyond >= most_rpm:
            return None
        speed_rpm = beyond
    return 0.0


def _slope(
    motor: Machine, load: Load, control: Control, inertia_kgm2: float, time_s: float, speed_rpm: float
) -> tuple[float, float]:
    """Return the acceleration in rpm/s and the current ratio."""
    dol = motor.current_ratio(speed_rpm)
    k = control.voltage_ratio(time_s, dol)
    torque = motor.torque_nm(speed_rpm) * k**2 - load.torque_nm(speed_rpm, motor.rated_speed_rpm)
    return torque / inertia_kgm2 / RAD_S_PER_RPM, dol * k


def _steps(slope: Slope, end_rpm: float, settled_s: float) -> Iterator[tuple[float, float, float]]:
    """Yield time, current ratio and speed until the end speed or the stall speed is reached, or time runs out."""
    time_s = speed_rpm = 0.0
    step_rpm, longest_step_s = end_rpm / STEPS, max(settled_s / STEPS, 0.05)
    settled, rest_rpm = False, None
    while True:
        acceleration, current = slope(time_s, speed_rpm)
        yield time_s, current, speed_rpm
        if time_s >= settled_s and not settled:
            settled, rest_rpm = True, rest_speed_rpm(lambda speed: slope(settled_s, speed)[0], speed_rpm, end_rpm)
        resting = rest_rpm is not None and abs(speed_rpm - rest_rpm) <= step_rpm
        if speed_rpm >= end_rpm or resting or time_s > LONGEST_S:
            return
        wanted_rpm = max(min(step_rpm, end_rpm - speed_rpm), 1e-3)
        step_s = min(longest_step_s, wanted_rpm / max(abs(acceleration), 1e-9))
        middle, _ = slope(time_s + step_s / 2, max(0.0, speed_rpm + acceleration * step_s / 2))
        time_s += step_s
        speed_rpm = max(0.0, speed_rpm + middle * step_s)


def _stall_speed_rpm(slope: Slope, time_s: float, speed_rpm: float, end_rpm: float) -> float:
    """Return where a start ends that has come to this speed; the speed itself when time ran out on the way up."""
    found = rest_speed_rpm(lambda speed: slope(time_s, speed)[0], speed_rpm, end_rpm)
    return speed_rpm if found is None else found


def _between(excess: Callable[[float], float], low: float, high: float) -> float:
    """Return the speed between two at which the sign of the excess changes (bisection)."""
    gains = excess(low) > 0
    while high - low > SPEED_TOLERANCE_RPM:
        middle = (low + high) / 2
        low, high = (middle, high) if (excess(middle) > 0) == gains else (low, middle)
    return (low + high) / 2


def angular_speed(speed_rpm: float) -> float:
    """Return w in rad/s."""
    return 2 * math.pi * speed_rpm / 60


RAD_S_PER_RPM = angular_speed(1)


def kloss(slip: float, breakdown_torque: float, at_breakdown: float) -> float:
    """T = 2 T_b / (s/s_b + s_b/s), in the unit of the breakdown torque."""
    return 0.0 if slip == 0 else 2 * breakdown_torque / (slip / at_breakdown + at_breakdown / slip)


def breakdown_slip(rated_slip: float, breakdown_torque_ratio: float) -> float:
    """Return the slip of the breakdown torque so that Kloss passes through the rated point."""
    return rated_slip * (breakdown_torque_ratio + math.sqrt(breakdown_torque_ratio**2 - 1))


def integral(samples: Sequence[Sample]) -> float:
    """Integrate samples over time (trapezoids)."""
    return sum((later - earlier) * (a + b) / 2 for (earlier, a), (later, b) in pairwise(samples))


def downsampled(samples: Sequence[Sample], most: int) -> tuple[Sample, ...]:
    """Return at most `most` samples, the first and the last kept."""
    if len(samples) <= most:
        return tuple(samples)
    last = len(samples) - 1
    return tuple(samples[round(index * last / (most - 1))] for index in range(most))
