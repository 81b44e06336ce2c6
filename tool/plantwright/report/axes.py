"""A linear or logarithmic axis: from a value to a place on the paper, and where its ticks are."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Values `low`..`high` lie on the paper from `start` to `end`, which may run either way."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def place(self, value: float) -> float:
        """Return the place of a value, kept within the axis."""
        share = (self._scale(value) - self._scale(self.low)) / (self._scale(self.high) - self._scale(self.low))
        return round(self.start + min(max(share, 0.0), 1.0) * (self.end - self.start), 2)

    def decades(self) -> tuple[float, ...]:
        """Return the powers of ten on the axis."""
        first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
        return tuple(10.0**power for power in range(first, last + 1))

    def ticks(self, count: int = 6) -> tuple[float, ...]:
        """Return about `count` round values on the axis: decades when logarithmic, else steps of 1, 2 or 5."""
        if self.log:
            return self.decades()
        rough = (self.high - self.low) / max(count, 1)
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return tuple(round(index * step, 12) for index in range(first, last + 1))

    def _scale(self, value: float) -> float:
        return math.log10(max(value, self.low / 10)) if self.log else value


_MINUTE, _DAY = 60.0, 86400.0
_STEPS_S = (
    *(_MINUTE * each for each in (1, 5, 15, 60, 180, 360, 720)),
    *(_DAY * each for each in (1, 2, 7, 14, 28, 91, 182, 365)),
)


def time_ticks(low_s: float, high_s: float, count: int = 6) -> tuple[tuple[float, str], ...]:
    """Return at most `count` times between two, in seconds since 1970, with their date or clock time in UTC."""
    span = high_s - low_s
    step = next((each for each in _STEPS_S if span / each < count), 0.0)
    step = step or _STEPS_S[-1] * math.ceil(span / _STEPS_S[-1] / (count - 1))
    form = "%Y-%m-%d" if step >= _DAY else "%m-%d %H:%M"
    places = (index * step for index in range(math.ceil(low_s / step), math.floor(high_s / step) + 1))
    return tuple((at, datetime.fromtimestamp(at, tz=UTC).strftime(form)) for at in places)


def between(points: tuple[tuple[float, float], ...], x: float) -> float | None:
    """Return y at x on straight joins of points in a log-log plane, None outside the points."""
    ordered = sorted(points)
    for (x1, y1), (x2, y2) in pairwise(ordered):
        if x1 <= x <= x2:
            share = math.log(x / x1) / math.log(x2 / x1)
            return math.exp(math.log(y1) + share * (math.log(y2) - math.log(y1)))
    return None
