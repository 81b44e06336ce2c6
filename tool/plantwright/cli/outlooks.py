"""How `monitor` tells where the insulation of a probe is heading."""

import math
from collections.abc import Iterator

from plantwright.monitor.export import mark
from plantwright.monitor.series import UNIT, Outlook, Series, day_of, outlook
from plantwright.monitor.store import Plant
from plantwright.monitor.trend import CONFIDENCE, Crossing, NoEstimate


def outlook_lines(plant: Plant, probe: str, found: Series | NoEstimate) -> Iterator[str]:
    """Yield what is known of where a probe is heading, for people; an estimate is called one."""
    if isinstance(found, NoEstimate):
        yield f"{mark(plant)}{probe}: no trend: {found.reason}"
        return
    seen = outlook(found)
    yield f"{mark(plant)}{probe}, channel {found.channel} of {found.monitor}: {_trend_words(found, seen)}"
    for name, limit, when in seen.alarms:
        yield f"  {name.removesuffix('_mohm').replace('_', ' ')} at {limit} {UNIT}: {_when_words(when)}"


def _trend_words(found: Series, seen: Outlook) -> str:
    assumed = "" if found.verified else "; what its register holds is not proven"
    if isinstance(seen.trend, NoEstimate):
        return f"no trend: {seen.trend.reason}{assumed}"
    trend, here = seen.trend, seen.trend.at(seen.trend.last_day)
    change, least, most = (
        100 * math.expm1(30 * slope)
        for slope in (trend.slope, trend.slope - trend.slope_margin, trend.slope + trend.slope_margin)
    )
    return (
        f"estimate {here.mohm:.3g} {UNIT} ({here.low:.3g} to {here.high:.3g}) on {day_of(trend.last_day)}, "
        f"changing by {change:+.3g} % ({least:+.3g} to {most:+.3g} %) in 30 days, from {trend.readings} "
        f"different readings since {day_of(trend.first_day)}, {CONFIDENCE:.0%} confidence{assumed}"
    )


def _when_words(when: Crossing | NoEstimate) -> str:
    if isinstance(when, NoEstimate):
        return when.reason if when.reason == "reached" else f"no estimate: {when.reason}"
    far = "; farther ahead than the readings reach back, not to be relied on" if when.far else ""
    return f"estimate {day_of(when.day)}, between {day_of(when.earliest)} and {day_of(when.latest)}{far}"


def outlook_data(probe: str, found: Series | NoEstimate) -> dict[str, object]:
    """Return the same for programs."""
    seen = outlook(found) if isinstance(found, Series) else Outlook(trend=found)
    trend = seen.trend
    if isinstance(trend, NoEstimate):
        return {"probe": probe, "estimate": None, "reason": trend.reason}
    here = trend.at(trend.last_day)
    return {
        "probe": probe,
        "estimate": {"date": day_of(trend.last_day), "mohm": here.mohm, "low_mohm": here.low, "high_mohm": here.high,
                     "ln_per_day": trend.slope, "ln_per_day_margin": trend.slope_margin, "readings": trend.readings,
                     "since": day_of(trend.first_day)},
        "verified": isinstance(found, Series) and found.verified,
        "alarms": [{"name": name, "limit_mohm": limit, **_when_data(when)} for name, limit, when in seen.alarms],
    }  # fmt: skip


def _when_data(when: Crossing | NoEstimate) -> dict[str, object]:
    if isinstance(when, NoEstimate):
        return {"estimate": None, "reason": when.reason}
    return {
        "estimate": day_of(when.day),
        "earliest": day_of(when.earliest),
        "latest": day_of(when.latest),
        "far": when.far,
    }
