"""Where an insulation resistance is heading: a straight line through its logarithm, and when it meets a limit. Pure.

Ordinary least squares of ln R over time, with the usual confidence of slope, line and inverse prediction (Fieller's
theorem; N. R. Draper and H. Smith, Applied Regression Analysis). It holds as far as the deviations from the line are
independent of each other and alike; temperature and moisture make them neither, so a season is not foretold.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

FEWEST = 8
"""Fewer different readings give no estimate; our own choice."""
SHORTEST_DAYS = 1.0
"""Readings over a shorter time give no estimate; our own choice."""
CONFIDENCE = 0.95
_MOST_FREEDOM = 1000

TOO_FEW = "too few: {n} different readings, {needed} are needed"
TOO_SHORT = "too short: the readings reach over {span} h, {needed} h are needed"
NO_LIMIT = "no limit above 0 MΩ is set"
RISING = "rising: it moves away from the limit"
FLAT = "flat: no fall can be told from the scatter"


@dataclass(frozen=True, slots=True)
class Point:
    """A resistance in MΩ, above 0, at a time in days."""

    day: float
    mohm: float


@dataclass(frozen=True, slots=True)
class NoEstimate:
    """There is none, and why: `told` has the place of each of its `values` in braces."""

    told: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """Return why in English."""
        return self.told.format_map(self.values) if self.values else self.told


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The line at one time, in MΩ, and where the true line lies with the confidence asked for."""

    mohm: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A fitted line ln R = level + slope (day - middle). `quantile` is Student's t, two-sided, of its freedom."""

    readings: int
    first_day: float
    last_day: float
    middle: float
    level: float
    slope: float
    spread: float
    squares: float
    quantile: float

    @property
    def slope_margin(self) -> float:
        """Return half the width of the confidence interval of the slope, in 1/day."""
        return self.quantile * self.spread / math.sqrt(self.squares)

    @property
    def falling(self) -> bool:
        """Return whether the slope is below zero with the confidence asked for."""
        return self.slope + self.slope_margin < 0

    @property
    def rising(self) -> bool:
        """Return whether the slope is above zero with the confidence asked for."""
        return self.slope - self.slope_margin > 0

    def at(self, day: float) -> Band:
        """Return the line and its confidence band at a time."""
        log = self.level + self.slope * (day - self.middle)
        margin = self.quantile * self.spread * math.sqrt(1 / self.readings + (day - self.middle) ** 2 / self.squares)
        return Band(mohm=math.exp(log), low=math.exp(log - margin), high=math.exp(log + margin))


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """When the line meets a limit, in days, and the earliest and latest time at which the true line may.

    `far`: it lies farther ahead of the last reading than the readings reach back.
    """

    day: float
    earliest: float
    latest: float
    far: bool


def fit(points: Sequence[Point], confidence: float = CONFIDENCE) -> Trend | NoEstimate:
    """Return the line through readings that are all inside the range of the instrument."""
    if len(points) < FEWEST:
        return NoEstimate(TOO_FEW, {"n": len(points), "needed": FEWEST})
    days = [point.day for point in points]
    span = max(days) - min(days)
    if span < SHORTEST_DAYS:
        return NoEstimate(TOO_SHORT, {"span": f"{span * 24:.1f}", "needed": f"{SHORTEST_DAYS * 24:g}"})
    logs = [math.log(point.mohm) for point in points]
    middle, level = math.fsum(days) / len(days), math.fsum(logs) / len(logs)
    squares = math.fsum((day - middle) ** 2 for day in days)
    slope = math.fsum((day - middle) * log for day, log in zip(days, logs, strict=True)) / squares
    rest = math.fsum((log - level - slope * (day - middle)) ** 2 for day, log in zip(days, logs, strict=True))
    freedom = len(points) - 2
    return Trend(
        readings=len(points), first_day=min(days), last_day=max(days), middle=middle, level=level, slope=slope,
        spread=math.sqrt(rest / freedom), squares=squares, quantile=student(confidence, freedom),
    )  # fmt: skip


def crossing(trend: Trend, limit_mohm: float) -> Crossing | NoEstimate:
    """Return when a falling line meets a limit above 0 MΩ."""
    if limit_mohm <= 0:
        return NoEstimate(NO_LIMIT)
    if trend.rising:
        return NoEstimate(RISING)
    if not trend.falling:
        return NoEstimate(FLAT)
    above = trend.level - math.log(limit_mohm)
    middle, half = _fieller(trend, above)
    day = trend.middle - above / trend.slope
    return Crossing(
        day=day, earliest=trend.middle + middle - half, latest=trend.middle + middle + half,
        far=day - trend.last_day > trend.last_day - trend.first_day,
    )  # fmt: skip


def _fieller(trend: Trend, above: float) -> tuple[float, float]:
    """Return middle and half width of the times, from `trend.middle`, at which the band holds the limit.

    They solve (above + b d)^2 = t^2 s^2 (1 / n + d^2 / S); a slope other than 0 with this confidence makes both finite.
    """
    variance = (trend.quantile * trend.spread) ** 2
    lead = trend.slope**2 - variance / trend.squares
    root = variance * (lead / trend.readings + above**2 / trend.squares)
    return -above * trend.slope / lead, math.sqrt(root) / lead


def student(confidence: float, freedom: int) -> float:
    """Return Student's t that a share `confidence` of values stays within, to either side, for 1 freedom or more.

    Above 1000 that of 1000 is returned, which is larger.
    """
    low, high = 0.0, 1.0
    while _within(high, freedom) < confidence:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < confidence else (low, middle)
    return high


def _within(t: float, freedom: int) -> float:
    """Return the share of Student's distribution from -t to t: the finite series of Abramowitz and Stegun, 26.7.3-4."""
    freedom = min(freedom, _MOST_FREEDOM)
    angle = math.atan(t / math.sqrt(freedom))
    odd = freedom % 2
    term = math.cos(angle) if odd else 1.0
    total = 0.0
    for place in range(1 + odd, freedom, 2):
        total += term
        term *= math.cos(angle) ** 2 * place / (place + 1)
    return 2 / math.pi * (angle + math.sin(angle) * total) if odd else math.sin(angle) * total
