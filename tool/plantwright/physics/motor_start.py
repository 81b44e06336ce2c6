"""The start of a squirrel-cage motor behind a soft starter: time, current over time, and whether it stalls.

Equation of motion, with J of motor and load at the motor shaft:  J dw/dt = T_m(w) k^2 - T_L(w),  k = U/Un.
A current limit sets k = min(1, I_limit / I_dol(w)), so the torque falls with the square of the limit.
"""

import math
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Protocol

from plantwright.frozen import dataclass
from plantwright.physics.speed_course import LONGEST_S, Slope, Step, followed, settled

Sample = tuple[float, float]
"""Time in s and current as a multiple of the rated motor current."""

BREAKAWAY_END = 0.1  # share of the rated speed over which the breakaway torque fades out
END_SLIP = 1.5  # a start is over at this multiple of the rated slip
SAMPLES = 120

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
        if slip <= 0:
            return 0.0
        torque = self._twice_breakdown_nm / (slip / at_breakdown + at_breakdown / slip)  # `kloss` without a call
        if slip > at_breakdown:
            torque += self._skin_effect_nm * math.sqrt((slip - at_breakdown) / (1 - at_breakdown))
        return min(torque, self._largest_nm)

    def current_ratio(self, speed_rpm: float) -> float:
        """Rotor current of the equivalent circuit: I(s) = I_lr sqrt((1 + c^2) / (1 + (c/s)^2)), 1 at the rated slip."""
        slip = 1 - speed_rpm / self.synchronous_speed_rpm
        return self._largest_current_ratio * slip / math.sqrt(slip * slip + self._current_square) if slip > 0 else 0.0

    @cached_property
    def _breakdown_slip(self) -> float:
        return breakdown_slip(self.rated_slip, self.breakdown_torque_ratio)

    @cached_property
    def _twice_breakdown_nm(self) -> float:
        return 2 * self.breakdown_torque_ratio * self.rated_torque_nm

    @cached_property
    def _largest_nm(self) -> float:
        """The larger of the two, as some rotors have their largest torque at standstill."""
        return max(self.breakdown_torque_ratio, self.locked_rotor_torque_ratio) * self.rated_torque_nm

    @cached_property
    def _skin_effect_nm(self) -> float:
        """What Kloss lacks of the locked-rotor torque."""
        kloss_ratio = kloss(1.0, self.breakdown_torque_ratio, self._breakdown_slip)
        return (self.locked_rotor_torque_ratio - kloss_ratio) * self.rated_torque_nm

    @cached_property
    def _largest_current_ratio(self) -> float:
        """I_lr sqrt(1 + c^2), which the current would come to at an endless slip."""
        return self.locked_rotor_current_ratio * math.sqrt(1 + self._current_square)

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
        k, limit = self._programmed(time_s), self.current_limit_ratio
        return k if limit is None or k * dol_current_ratio <= limit else limit / dol_current_ratio

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
    """Follow a motor from standstill to the end of its start, or to where its load holds it."""
    slope = _slope(motor, load, control, motor_inertia_kgm2 + load.moment_of_inertia_kgm2)
    steps, rest_rpm = _while_changing(slope, control, motor.end_speed_rpm), None
    if not steps or steps[-1][2] < motor.end_speed_rpm:
        speed_rpm = steps[-1][2] if steps else 0.0
        more, rest_rpm = settled(slope, min(control.settled_s, LONGEST_S), speed_rpm, motor.end_speed_rpm)
        steps += more
    samples = [(time, current) for time, current, _ in steps]
    time_s, _, speed_rpm = steps[-1]
    done = speed_rpm >= motor.end_speed_rpm
    return Start(
        time_s=time_s if done else None,
        peak_current_ratio=max(current for _, current in samples),
        heating_s=integral([(time, current**2) for time, current in samples]),
        samples=downsampled(samples, SAMPLES),
        stall_speed_rpm=None if done else speed_rpm if rest_rpm is None else rest_rpm,
    )


def _slope(motor: Machine, load: Load, control: Control, inertia_kgm2: float) -> Slope:
    torque_nm, current_ratio, voltage_ratio = motor.torque_nm, motor.current_ratio, control.voltage_ratio
    load_nm, rated_rpm, inertia = load.torque_nm, motor.rated_speed_rpm, inertia_kgm2 * RAD_S_PER_RPM

    def slope(time_s: float, speed_rpm: float) -> tuple[float, float]:
        dol = current_ratio(speed_rpm)
        k = voltage_ratio(time_s, dol)
        return (torque_nm(speed_rpm) * k * k - load_nm(speed_rpm, rated_rpm)) / inertia, dol * k

    return slope


def _while_changing(slope: Slope, control: Control, end_rpm: float) -> list[Step]:
    """Return the steps while the voltage changes by itself; where it jumps, one before and one after."""
    steps: list[Step] = []
    time_s = speed_rpm = 0.0
    for until_s in (control.kick_time_s, min(control.settled_s, LONGEST_S)):
        if time_s < until_s and speed_rpm < end_rpm:
            steps += followed(slope, time_s, speed_rpm, math.nextafter(until_s, 0), end_rpm)
            time_s, speed_rpm = until_s, steps[-1][2]
    return steps


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
