"""How the speed of a motor goes on: over time while its voltage changes, then over the speed, and where it rests.

Over time by Runge and Kutta with an error estimate (order 3, estimate of order 2: Bogacki and Shampine, Appl. Math.
Lett. 2 (1989) 321). With a voltage that stays the torque left depends on the speed alone, and the time is an integral
over the speed:  t = J integral dw / (T_m k^2 - T_L),  in closed form between two speeds for a torque that is linear
there:  J (w2 - w1) ln(T2 / T1) / (T2 - T1)  with the torque left T1 and T2.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise

Slope = Callable[[float, float], tuple[float, float]]
"""(time in s, speed in rpm) -> acceleration in rpm/s and current ratio."""

Step = tuple[float, float, float]
"""Time in s, current ratio, speed in rpm."""

LONGEST_S = 600.0
STEPS = 119  # of the speed, on the way to where a voltage that stays takes the motor
SPEED_TOLERANCE_RPM = 1e-4

_PARTS = 40  # of a ramp or kick, and of the speed: the most that one step takes
_STEP_ERROR = 3e-5  # of the speed at the end of the start
_SHORTEST_S = 1e-5
_STANDS = 1e-9  # rpm/s of a speed that a load leaves as it is
_EQUAL = 1e-4  # nearer to 1 a ratio of rates needs no logarithm


def followed(slope: Slope, time_s: float, speed_rpm: float, until_s: float, end_rpm: float) -> Iterator[Step]:
    """Yield the steps until a time, or to the end speed, which is met within the tolerance."""
    longest_s, most_rpm, allowed_rpm = (until_s - time_s) / _PARTS, end_rpm / _PARTS, end_rpm * _STEP_ERROR
    step_s, (rate, current) = longest_s, _held(slope, time_s, speed_rpm)
    yield time_s, current, speed_rpm
    while time_s < until_s and speed_rpm < end_rpm:
        step_s = min(step_s, longest_s, until_s - time_s, most_rpm / max(abs(rate), 1e-9))
        reached_rpm, last, wrong_rpm = _step(slope, time_s, speed_rpm, rate, step_s)
        if reached_rpm > end_rpm + SPEED_TOLERANCE_RPM:
            step_s *= (end_rpm - speed_rpm) / (reached_rpm - speed_rpm)
            continue
        factor = 0.9 * (allowed_rpm / max(wrong_rpm, 1e-9)) ** (1 / 3)
        if wrong_rpm <= allowed_rpm or step_s < _SHORTEST_S:
            met = abs(reached_rpm - end_rpm) <= SPEED_TOLERANCE_RPM
            time_s, speed_rpm, (rate, current) = time_s + step_s, end_rpm if met else reached_rpm, last
            yield time_s, current, speed_rpm
        step_s *= min(3.0, max(0.2, factor))


def settled(slope: Slope, time_s: float, speed_rpm: float, end_rpm: float) -> tuple[list[Step], float | None]:
    """Return the steps under a voltage that no longer changes by itself, and the speed that ends them if not the last.

    A balance of motor and load is approached without end: the steps cease shortly before.
    """

    slope_at = partial(slope, time_s)

    def excess(speed_rpm: float) -> float:
        return slope_at(speed_rpm)[0]

    first = slope_at(speed_rpm)
    speeds = _speeds(speed_rpm, end_rpm if first[0] > 0 else 0.0)
    slopes = [slope_at(speed) for speed in speeds]
    rest_rpm = _rest(excess, speeds, [rate for rate, _ in slopes])
    if rest_rpm is not None:
        if abs(rest_rpm - speed_rpm) <= SPEED_TOLERANCE_RPM:
            return [(time_s, first[1], speed_rpm)], rest_rpm
        speeds = _speeds(speed_rpm, rest_rpm + (speed_rpm - rest_rpm) / STEPS)
        slopes = [slope_at(speed) for speed in speeds]
    times = _times_s(time_s, speeds, [rate or -_STANDS for rate, _ in slopes])
    steps = [(time, current, speed) for time, (_, current), speed in zip(times, slopes, speeds, strict=True)]
    return _given_up(steps), rest_rpm


def rest_speed_rpm(excess: Callable[[float], float], speed_rpm: float, most_rpm: float) -> float | None:
    """Return the speed at which a motor ends up under a voltage that stays, None when it passes `most_rpm`.

    `excess` is the torque left at a speed, in any unit. The first change of its sign is the end: upwards from a speed
    at which the motor gains, else downwards to standstill.
    """
    speeds = _speeds(speed_rpm, most_rpm if excess(speed_rpm) > 0 else 0.0)
    return _rest(excess, speeds, map(excess, speeds))


def _held(slope: Slope, time_s: float, speed_rpm: float) -> tuple[float, float]:
    """Return the slope of a motor that its load does not turn backwards."""
    rate, current = slope(time_s, max(0.0, speed_rpm))
    return (rate if speed_rpm > 0 or rate > 0 else 0.0), current


def _step(
    slope: Slope, time_s: float, speed_rpm: float, first: float, step_s: float
) -> tuple[float, tuple[float, float], float]:
    """Return the speed after a step that begins with the rate `first`, the slope there, and the error of the speed."""
    second, _ = _held(slope, time_s + step_s / 2, speed_rpm + first * step_s / 2)
    third, _ = _held(slope, time_s + step_s * 3 / 4, speed_rpm + second * step_s * 3 / 4)
    reached_rpm = max(0.0, speed_rpm + step_s * (2 * first + 3 * second + 4 * third) / 9)
    last = _held(slope, time_s + step_s, reached_rpm)
    return reached_rpm, last, step_s * abs(6 * second - 5 * first + 8 * third - 9 * last[0]) / 72


def _speeds(first: float, last: float) -> list[float]:
    """Return speeds that come closer together towards the last, where a motor loses its torque."""
    shares = [index / STEPS for index in range(STEPS)]
    return [*(first + (last - first) * (share + 0.8 * share * (1 - share)) for share in shares), last]


def _rest(excess: Callable[[float], float], speeds: Sequence[float], left: Iterable[float]) -> float | None:
    """Return where the sign of what is left changes first, 0 when it never does on the way down, None on the way up."""
    gains = speeds[-1] > speeds[0]
    for index, each in enumerate(left):
        if (each > 0) != gains:
            return _between(excess, *sorted(speeds[index - 1 : index + 1]))
    return None if gains else 0.0


def _times_s(time_s: float, speeds: Sequence[float], rates: Sequence[float]) -> Iterator[float]:
    """Yield the time at every speed; between two of them the rate is taken as linear in the speed."""
    yield time_s
    for (speed, faster), (rate, later) in zip(pairwise(speeds), pairwise(rates), strict=True):
        ratio = later / rate
        mean = math.log(ratio) / (ratio - 1) if abs(ratio - 1) > _EQUAL else 2 / (1 + ratio)
        time_s += (faster - speed) / rate * mean
        yield time_s


def _given_up(steps: list[Step]) -> list[Step]:
    """Cut off what comes after the longest time that is looked at."""
    beyond = next((index for index, (time, _, _) in enumerate(steps) if time > LONGEST_S), None)
    if beyond is None:
        return steps
    (early_s, _, slower), (late_s, current, faster) = steps[beyond - 1 : beyond + 1]
    share = (LONGEST_S - early_s) / (late_s - early_s)
    return [*steps[:beyond], (LONGEST_S, current, slower + share * (faster - slower))]


def _between(excess: Callable[[float], float], low: float, high: float) -> float:
    """Return the speed at which an excess ends that is there at the lower of two and not at the higher (bisection)."""
    while high - low > SPEED_TOLERANCE_RPM:
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2
