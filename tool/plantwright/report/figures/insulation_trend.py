"""Insulation resistance over time, a strip for each probe: readings, alarm limits, and where the trend leads."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median

from plantwright.monitor.meaning import OVER, UNDER
from plantwright.monitor.series import Outlook, Series
from plantwright.monitor.trend import Crossing, Trend
from plantwright.report.axes import Axis, time_ticks
from plantwright.report.figures.drawing import (
    Circle,
    Drawing,
    Figure,
    Line,
    Shape,
    Symbol,
    Text,
    apart,
    drawing,
    fitted,
    hatching,
)
from plantwright.report.language import text
from plantwright.report.text import SITE_FILES, joined, number, quantity
from plantwright.site.records import InsulationMonitoring

WIDTH = 488.0
UNIT = "MΩ"
_LEFT, _RIGHT = 34.0, 424.0
_HEAD, _ALONE, _STRIP, _FOOT = 17.0, 128.0, 56.0, 24.0
_LOW, _HIGH = 0.1, 100.0
_DAY_S = 86400.0
_COLUMN = 0.5  # points of width in which only the lowest and the highest reading are drawn
_GAP = 3.0  # median intervals without a reading, from which on readings are not joined
_SHORT = {"alarm_1_mohm": "ALM1", "alarm_2_mohm": "ALM2"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A resistance in MΩ; with a `bound` (`>=` or `<`) it is the end of the range and no measured value."""

    at: datetime
    mohm: float
    bound: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What one probe saw, oldest first; `about` stands beside its tag, `alarms` are (name of the setting, MΩ)."""

    tag: str
    about: str = ""
    readings: tuple[Reading, ...] = ()
    alarms: tuple[tuple[str, float], ...] = ()
    trend: Trend | None = None
    crossings: tuple[Crossing, ...] = ()


def trace_of(series: Series, outlook: Outlook | None = None) -> Trace:
    """Return what the store of readings holds of a probe."""
    trend = outlook.trend if outlook else None
    met = [found for _, _, found in outlook.alarms] if outlook else []
    return Trace(
        tag=series.probe,
        about=joined(
            text("{monitor} channel {channel}", monitor=series.monitor, channel=series.channel),
            "" if series.verified else text("meaning of the register not proven"),
            text("rehearsal") if series.rehearsal else "",
        ),
        readings=tuple(Reading(at=each.at, mohm=each.mohm, bound=each.bound) for each in series.values),
        alarms=series.alarms,
        trend=trend if isinstance(trend, Trend) else None,
        crossings=tuple(each for each in met if isinstance(each, Crossing)),
    )


def trace_of_records(
    tag: str, records: Iterable[InsulationMonitoring], alarms: tuple[tuple[str, float], ...], about: str = ""
) -> Trace:
    """Return what people recorded of a probe; a reading over the range is a bound."""
    readings = (
        Reading(at=datetime.fromisoformat(each.at), mohm=each.resistance_mohm, bound=OVER if each.over_range else "")
        for record in records
        for each in record.readings
    )
    return Trace(tag=tag, about=about, readings=tuple(sorted(readings, key=lambda each: each.at)), alarms=alarms)


def insulation_trend(traces: Sequence[Trace], *, source: str = SITE_FILES) -> Figure:
    """Draw a strip for each probe over one time axis; a probe without readings is an empty strip that says so."""
    high = _ALONE if len(traces) == 1 else _STRIP
    times = [each.at.timestamp() for trace in traces for each in trace.readings]
    x = _time_axis(times, traces) if times else None
    shapes: list[Shape] = []
    for index, trace in enumerate(traces):
        top = _HEAD + index * (high + _HEAD)
        shapes.extend(_strip(trace, x, top, top + high))
    bottom = max(len(traces) * (high + _HEAD), 10.0)
    if x:
        shapes.extend(_time_scale(x, bottom))
    if not traces:
        shapes.append(Text(x=_LEFT, y=10, text=text("no probe is described"), size=7, ink="grey"))
    return Figure(
        drawing=_drawn(traces, shapes, bottom + (_FOOT if x else 4)), conclusion=_conclusion(traces), source=source
    )


def _drawn(traces: Sequence[Trace], shapes: Sequence[Shape], height: float) -> Drawing:
    title = text("Insulation resistance over time, {probes}", probes=", ".join(each.tag for each in traces) or "—")
    return drawing(title, shapes, WIDTH, height)


def _conclusion(traces: Sequence[Trace]) -> str:
    parts = [
        text("Readings of the insulation monitor at its own test voltage, for the trend; no acceptance test."),
        text("An arrow is a reading beyond the range: a bound, not a value.") if _bounded(traces) else "",
        text("The hatched area lies below ALM2.") if any(_limit(each, "ALM2") for each in traces) else "",
        text("Dashed in colour: the fitted trend.") if any(each.trend for each in traces) else "",
        *(_last(each) for each in traces if len(traces) == 1),
    ]
    return joined(*parts, by=" ")


def _last(trace: Trace) -> str:
    if not trace.readings:
        return text("There is no reading of {probe}.", probe=trace.tag)
    last = trace.readings[-1]
    value = joined(last.bound.replace(">=", "≥"), quantity(last.mohm, UNIT, 3), by=" ")
    day = last.at.date().isoformat()
    return text("Last reading of {probe}: {value} on {day}.", probe=trace.tag, value=value, day=day)


def _bounded(traces: Sequence[Trace]) -> bool:
    return any(reading.bound for each in traces for reading in each.readings)


def _limit(trace: Trace, short: str) -> float | None:
    return next((value for name, value in trace.alarms if _SHORT.get(name, name) == short), None)


def _time_axis(times: Sequence[float], traces: Sequence[Trace]) -> Axis:
    """Return the axis of time, out to where a trend meets a limit, but never longer than twice the readings."""
    low, high = min(times), max(times)
    margin = max((high - low) * 0.03, 1800.0)
    ahead = [each.day * _DAY_S for trace in traces for each in trace.crossings if not each.far]
    end = max([high, *(at for at in ahead if at <= high + (high - low))])
    return Axis(low=low - margin, high=end + margin, start=_LEFT, end=_RIGHT)


def _time_scale(x: Axis, bottom: float) -> Iterator[Shape]:
    for at, label in time_ticks(x.low, x.high, 6):
        place = min(max(x.place(at), _LEFT + 12), _RIGHT - 6)
        yield Line(points=((x.place(at), bottom), (x.place(at), bottom + 2.5)), ink="thin")
        yield Text(x=place, y=bottom + 10, text=label, anchor="middle")
    yield Text(x=(_LEFT + _RIGHT) / 2, y=bottom + 20, text=text("Time / UTC"), anchor="middle", size=7)


def _strip(trace: Trace, x: Axis | None, top: float, bottom: float) -> Iterator[Shape]:
    values = [reading.mohm for reading in trace.readings]
    high = 10 * _HIGH if max(values, default=0) > _HIGH else _HIGH
    y = Axis(low=_LOW, high=high, start=bottom, end=top, log=True)
    yield Text(x=_LEFT, y=top - 4, text=fitted(trace.tag, 90, 7.2, bold=True), size=7.2, bold=True)
    yield Text(
        x=_LEFT + 96,
        y=top - 4,
        text=fitted(trace.about, _RIGHT - _LEFT - 100, 6.6),
        ink="grey",
        room=_RIGHT - _LEFT - 100,
    )
    yield Text(x=_LEFT - 4, y=top - 6, text=f"R / {UNIT}", anchor="end")
    yield from _frame(y, top, bottom)
    yield from _alarms(trace, y, bottom)
    if x is None or not trace.readings:
        yield Text(x=_LEFT + 8, y=(top + bottom) / 2 + 2, text=text("no readings"), size=7, ink="grey")
        return
    yield from _joins(trace.readings, x, y)
    yield from _points(trace.readings, x, y)
    if trace.trend:
        yield from _trend(trace.trend, trace.crossings, x, y)


def _frame(y: Axis, top: float, bottom: float) -> Iterator[Shape]:
    for value in y.decades():
        at = y.place(value)
        yield Line(points=((_LEFT, at), (_RIGHT, at)), ink="grid")
        yield Text(x=_LEFT - 4, y=at + 2.4, text=number(value), anchor="end")
    yield Line(points=((_LEFT, top), (_LEFT, bottom), (_RIGHT, bottom)))


def _alarms(trace: Trace, y: Axis, bottom: float) -> Iterator[Shape]:
    places = [y.place(value) if value > 0 else bottom for _, value in trace.alarms]
    lines = apart([at + 2.4 for at in places], 8.2, y.end + 2.4, bottom + 2.4)
    for (name, value), at, base in zip(trace.alarms, places, lines, strict=True):
        short = _SHORT.get(name, name)
        if short == "ALM2" and bottom - at > 1:
            yield from hatching(_LEFT, at, _RIGHT, bottom)
        yield Line(points=((_LEFT, at), (_RIGHT, at)), ink="line" if short == "ALM2" else "dashed")
        yield Text(x=_RIGHT + 4, y=base, text=f"{short} {quantity(value, UNIT)}", size=6.8, bold=short == "ALM2")


def _joins(readings: Sequence[Reading], x: Axis, y: Axis) -> Iterator[Line]:
    """Yield faint joins of neighbouring values, none over a gap in time and none to a bound."""
    times = [each.at.timestamp() for each in readings]
    usual = median(after - before for before, after in pairwise(times)) if len(times) > 1 else 0.0
    path: list[tuple[float, float]] = []
    for index, each in enumerate(readings):
        late = index > 0 and times[index] - times[index - 1] > _GAP * usual
        if late or each.bound:
            yield from _joined(path)
            path = []
        if not each.bound:
            path.append((x.place(times[index]), y.place(each.mohm)))
    yield from _joined(path)


def _joined(path: Sequence[tuple[float, float]]) -> Iterator[Line]:
    points = tuple(dict.fromkeys(_thinned(path)))
    if len(points) > 1:
        yield Line(points=points, ink="faint")


def _points(readings: Sequence[Reading], x: Axis, y: Axis) -> Iterator[Shape]:
    places = [(x.place(each.at.timestamp()), y.place(each.mohm)) for each in readings if not each.bound]
    yield from (Circle(x=at, y=value, radius=1.3, ink="point") for at, value in dict.fromkeys(_thinned(places)))
    for bound, kind in ((OVER, "arrow-up"), (UNDER, "arrow-down")):
        found = [each for each in readings if each.bound == bound]
        tips = dict.fromkeys((x.place(each.at.timestamp()), _tip(each, y)) for each in found)
        yield from (Symbol(kind=kind, x=at, y=tip) for at, tip in _thinned(tuple(tips)))


def _tip(reading: Reading, y: Axis) -> float:
    """Return where the tip of an arrow lies that starts at the end of the range and points out of it."""
    end = y.place(reading.mohm)
    return round(max(end - 6, y.end) if reading.bound == OVER else min(end + 6, y.start), 2)


def _thinned(places: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield the first, lowest, highest and last place of every narrow column, in their order."""
    columns: dict[int, list[tuple[float, float]]] = {}
    for place in places:
        columns.setdefault(round(place[0] / _COLUMN), []).append(place)
    for column in columns.values():
        kept = {column[0], column[-1], min(column, key=lambda each: each[1]), max(column, key=lambda each: each[1])}
        yield from (place for place in dict.fromkeys(column) if place in kept)


def _trend(trend: Trend, crossings: Sequence[Crossing], x: Axis, y: Axis) -> Iterator[Shape]:
    last = max([trend.last_day, *(each.day for each in crossings if each.day * _DAY_S <= x.high)])
    ends = tuple((x.place(day * _DAY_S), y.place(trend.at(day).mohm)) for day in (trend.first_day, last))
    yield Line(points=ends, ink="predicted")
    for each in crossings:
        if each.day * _DAY_S <= x.high:
            at = x.place(each.day * _DAY_S)
            yield Circle(x=at, y=y.place(trend.at(each.day).mohm), radius=2.6, ink="white")
