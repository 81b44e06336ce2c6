"""What an insulation monitor saw over time, channel by channel: a trend at its own voltage, no acceptance test."""

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from plantwright.monitor.meaning import OVER
from plantwright.monitor.series import REACHED, UNIT, Outlook, Series, Value, day_of, once_each, outlook
from plantwright.monitor.trend import CONFIDENCE, Crossing, NoEstimate, Trend
from plantwright.report.language import counted, text
from plantwright.report.text import NOT_APPLICABLE, joined, moment, number, quantity
from plantwright.report.views.dossier import Dossier
from plantwright.site.model import Monitor, Probe
from plantwright.site.records import InsulationMonitoring, Reading, of_kind

_DAYS_OF_A_MONTH = 30
_GAP = 3
"""A pause of more than this many times the usual one is a gap; our own choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmTime:
    """When an alarm limit is met by estimate, or why nothing is estimated."""

    name: str
    limit: str
    when: str
    estimated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelTrend:
    """The readings of one channel that were kept, and where they are heading; `why` there are none."""

    channel: str
    probe: str
    feeder: str
    motor: str
    why: str
    register: str
    readings: str
    first: str
    lowest: str
    latest: str
    per_month: str
    estimated: bool
    alarms: tuple[AlarmTime, ...]
    gaps: str
    outside: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedReading:
    """A reading that a person wrote into a record; `record` is its file."""

    probe: str
    object: str
    at: str
    value: str
    voltage: str
    air: str
    person: str
    record: str


def channel_trends(dossier: Dossier, monitor: Monitor) -> tuple[ChannelTrend, ...]:
    """Return the trend of each channel with a probe, by channel."""
    probes = sorted(dossier.site.probes_of(monitor.tag), key=lambda probe: probe.channel)
    return tuple(_channel(dossier, probe) for probe in probes)


def recorded_readings(dossier: Dossier, monitor: Monitor) -> tuple[RecordedReading, ...]:
    """Return what the records of kind insulation-monitoring say of the probes of a monitor, oldest first."""
    tags = {probe.tag for probe in dossier.site.probes_of(monitor.tag)}
    every = (each for each in of_kind(dossier.records, InsulationMonitoring) if each.probe in tags)
    return tuple(_recorded(each, one) for each in every for one in each.readings)


def of_rehearsal(dossier: Dossier, monitor: Monitor) -> bool:
    """Return whether readings of a monitor were taken from a simulator."""
    found = (dossier.series.get(probe.tag) for probe in dossier.site.probes_of(monitor.tag))
    return any(isinstance(each, Series) and each.rehearsal for each in found)


def _recorded(record: InsulationMonitoring, one: Reading) -> RecordedReading:
    return RecordedReading(
        probe=record.probe,
        object=record.object,
        at=moment(one.at),
        value=f"{'≥ ' if one.over_range else ''}{number(one.resistance_mohm)}",
        voltage=quantity(record.measuring_voltage_v, "V"),
        air=joined(quantity(record.ambient_c, "°C") if record.ambient_c is not None else "",
                   f"{quantity(record.humidity_percent, '%')} RH" if record.humidity_percent is not None else "")
        or NOT_APPLICABLE,
        person=record.person,
        record=record.name,
    )  # fmt: skip


def _channel(dossier: Dossier, probe: Probe) -> ChannelTrend:
    found = dossier.series.get(probe.tag, NoEstimate(text("no database of readings was found")))
    known = found if isinstance(found, Series) and found.values else None
    lacking = found if isinstance(found, NoEstimate) else NoEstimate(text("no readings"))
    seen = outlook(known) if known else Outlook(trend=lacking)
    feeder = dossier.site.feeders.get(probe.feeder)
    motor = dossier.site.motor_of(feeder) if feeder else None
    values = known.values if known else ()
    return ChannelTrend(
        channel=str(probe.channel),
        probe=probe.tag,
        feeder=probe.feeder,
        motor=motor.tag if motor else NOT_APPLICABLE,
        why="" if known else _reason(lacking),
        register=known.register if known else NOT_APPLICABLE,
        readings=_readings(values),
        first=_value(values[0]) if values else NOT_APPLICABLE,
        lowest=_value(min(values, key=_rank)) if values else NOT_APPLICABLE,
        latest=_value(values[-1]) if values else NOT_APPLICABLE,
        per_month=_per_month(seen.trend),
        estimated=isinstance(seen.trend, Trend),
        alarms=tuple(_alarms(dossier.site.monitors[probe.monitor], known, seen)) if known else (),
        gaps=_gaps(values),
        outside=_outside(values),
        warnings=tuple(_warnings(known)) if known else (),
    )


def _rank(value: Value) -> tuple[float, bool]:
    """Return the order of values: below the range lies under its lower end."""
    return float(value.mohm), value.bound not in ("", OVER)


def _value(value: Value) -> str:
    bound = "≥ " if value.bound == OVER else "< " if value.bound else ""
    return text("{value} on {day}", value=f"{bound}{quantity(value.mohm, UNIT)}", day=value.at.date().isoformat())


def _readings(values: Sequence[Value]) -> str:
    if not values:
        return NOT_APPLICABLE
    return text("{n} kept, {different} different", n=len(values), different=len(tuple(once_each(values))))


def _per_month(trend: Trend | NoEstimate) -> str:
    """Return how much the resistance changes in 30 days, in percent, or why that is not known."""
    if isinstance(trend, NoEstimate):
        return text("no trend: {reason}", reason=_reason(trend))
    change, least, most = (
        number(100 * math.expm1(_DAYS_OF_A_MONTH * slope), 3)
        for slope in (trend.slope, trend.slope - trend.slope_margin, trend.slope + trend.slope_margin)
    )
    return text(
        "{change} % in {days} days ({least} to {most} % at {confidence} % confidence), from {n} different readings "
        "since {since}",
        change=change, days=_DAYS_OF_A_MONTH, least=least, most=most, confidence=number(100 * CONFIDENCE),
        n=trend.readings, since=day_of(trend.first_day),
    )  # fmt: skip


def _alarms(monitor: Monitor, found: Series, seen: Outlook) -> Iterator[AlarmTime]:
    """Yield the alarm limits that are set, also where the trend itself is not known."""
    when = {name: each for name, _, each in seen.alarms}
    for name, limit in found.alarms:
        each = when.get(name, seen.trend)
        yield AlarmTime(
            name=monitor.type.parameters[name].code,
            limit=quantity(limit, UNIT),
            when=_when(each) if isinstance(each, Crossing) else _why_not(each),
            estimated=isinstance(each, Crossing),
        )


def _when(each: Crossing) -> str:
    days = {"day": day_of(each.day), "earliest": day_of(each.earliest), "latest": day_of(each.latest)}
    if each.far:
        return text("{day}, between {earliest} and {latest}; farther ahead than the readings reach back, not to be "
                    "relied on", **days)  # fmt: skip
    return text("{day}, between {earliest} and {latest}", **days)


def _why_not(each: NoEstimate | Trend) -> str:
    reason = _reason(each) if isinstance(each, NoEstimate) else NOT_APPLICABLE
    return reason if reason == REACHED else text("no estimate: {reason}", reason=reason)


def _reason(each: NoEstimate) -> str:
    return text(each.told, **each.values)


def _gaps(values: Sequence[Value]) -> str:
    """Return the pauses that are much longer than the usual one."""
    pauses = [(after.at - before.at, before, after) for before, after in pairwise(values)]
    if len(pauses) < _GAP:
        return text("too few readings to tell")
    usual = timedelta(seconds=statistics.median(pause.total_seconds() for pause, *_ in pauses))
    gaps = [(pause, before, after) for pause, before, after in pauses if pause > _GAP * usual]
    if not gaps:
        return text("none: read every {usual}", usual=_span(usual))
    longest, before, after = max(gaps, key=lambda gap: gap[0])
    return counted(
        "{n} pause of more than {most}: {longest}, {start} to {end}",
        "{n} pauses of more than {most}, the longest {longest}, {start} to {end}",
        len(gaps),
        most=_span(_GAP * usual), longest=_span(longest),
        start=before.at.date().isoformat(), end=after.at.date().isoformat(),
    )  # fmt: skip


def _span(pause: timedelta) -> str:
    """Return a time in the largest unit that it fills."""
    units = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"))
    seconds = pause.total_seconds()
    size, unit = next((each for each in units if seconds >= each[0]), (1.0, "s"))
    return quantity(seconds / size, unit, 3)


def _outside(values: Sequence[Value]) -> str:
    if not values:
        return NOT_APPLICABLE
    over = sum(value.bound == OVER for value in values)
    under = sum(bool(value.bound) for value in values) - over
    return text("{over} above, {under} below the range of the unit", over=over, under=under)


def _warnings(found: Series) -> Iterator[str]:
    if found.rehearsal:
        yield text("Rehearsal: read from a simulator, nothing was measured.")
    if not found.verified:
        yield text("Nothing proves that register {register} holds this resistance: the values are assumed.",
                   register=found.register)  # fmt: skip
