"""Electronic overload protection: time to trip from a printed table, and the share of it a start uses."""

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

Curve = Mapping[float, float]
"""Multiple of the rated current -> time to trip in s."""


def suspect_multiples(curve: Curve) -> tuple[float, ...]:
    """Return the multiples whose trip time is not longer at the next smaller multiple: likely misprints."""
    falling = sorted(curve.items(), reverse=True)
    return tuple(high for (high, time), (_, at_less) in pairwise(falling) if at_less <= time)


def cautious(curve: Curve) -> Curve:
    """Replace each suspect cell by its neighbour at the next larger multiple, which trips sooner."""
    falling, suspects = sorted(curve.items(), reverse=True), suspect_multiples(curve)
    done: dict[float, float] = {}
    for multiple, time_s in falling:
        done[multiple] = max(done.values(), default=time_s) if multiple in suspects else time_s
    return done


def trip_time_s(curve: Curve, multiple: float) -> float:
    """Interpolate on log-log axes; never below the smallest multiple, extended by the last slope above the largest."""
    return _trip_time_of(curve)(multiple)


def thermal_use(samples: Sequence[tuple[float, float]], curve: Curve) -> float:
    """Return the integral of dt / t_trip(I/In): 1 trips. Samples are (time in s, multiple of the rated current)."""
    trip_s = _trip_time_of(curve)
    rate_at = {multiple: 1 / trip_s(multiple) for multiple in {multiple for _, multiple in samples}}  # a limit stays
    rates = [(time, rate_at[multiple]) for time, multiple in samples]
    return sum((later - earlier) * (a + b) / 2 for (earlier, a), (later, b) in pairwise(rates))


def _trip_time_of(curve: Curve) -> Callable[[float], float]:
    """Return what tells the time at a multiple; the curve is sorted, and its slopes are taken, once."""
    points = sorted(curve.items())
    multiples = [multiple for multiple, _ in points]
    parts = [
        (low, long_s, math.log(short_s / long_s) / math.log(high / low))
        for (low, long_s), (high, short_s) in pairwise(points)
    ]

    def trip_s(multiple: float) -> float:
        if multiple < multiples[0]:
            return math.inf
        low, long_s, slope = parts[min(max(bisect_left(multiples, multiple), 1), len(parts)) - 1]
        return long_s * math.exp(slope * math.log(multiple / low))

    return trip_s
