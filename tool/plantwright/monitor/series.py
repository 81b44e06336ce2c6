"""The insulation resistance that a probe saw over time, and the alarm limits of its monitor: for trend and picture."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.monitor.layout import Layout, layout_of
from plantwright.monitor.meaning import OVER, reading
from plantwright.monitor.store import Sample, Store, open_store
from plantwright.monitor.times import from_milliseconds, milliseconds
from plantwright.monitor.trend import (
    FLAT,
    NO_LIMIT,
    RISING,
    TOO_FEW,
    TOO_SHORT,
    Crossing,
    NoEstimate,
    Point,
    Trend,
    crossing,
    fit,
)
from plantwright.site.catalog import DeviceType, Number, Parameter
from plantwright.site.model import Monitor, Probe, Site

UNIT = "MΩ"
ALARMS = ("alarm_1_mohm", "alarm_2_mohm")
_DAY_S = 86400.0

REACHED = "reached"
_BELOW_ALREADY = "the trend line is below the limit already"
_NO_READINGS = "no readings"
_OVER_RANGE = "over range: {limit} or more"
_UNDER_RANGE = "below the range: less than {limit}"
_ONE_VALUE = "flat: {value} since {since}"
_NO_REGISTER = (
    "no register of {type} is known to hold the insulation resistance of channel {channel}; its readings are kept raw"
)
REASONS = (
    TOO_FEW, TOO_SHORT, NO_LIMIT, RISING, FLAT, REACHED, _BELOW_ALREADY, _NO_READINGS, _OVER_RANGE, _UNDER_RANGE,
    _ONE_VALUE, _NO_REGISTER,
)  # fmt: skip
"""Why there may be no estimate, as documents and the command line say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A resistance in MΩ; with a `bound` (at least, less than) it is the end of the range and no measured value."""

    at: datetime.datetime
    raw: int
    mohm: Number
    bound: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What a probe saw, oldest first. `verified` is False while nothing proves what its register holds."""

    probe: str
    monitor: str
    channel: int
    register: str
    verified: bool
    rehearsal: bool
    values: tuple[Value, ...]
    alarms: tuple[tuple[str, Number], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The trend of a series, and for each alarm limit when it is met; what cannot be estimated says why."""

    trend: Trend | NoEstimate
    alarms: tuple[tuple[str, Number, Crossing | NoEstimate], ...] = ()


def read_series(site: Site, database: Path, probe: str, since: datetime.datetime | None = None) -> Series:
    """Return the series of a probe out of a database; raise Stop as `series` and `open_store`."""
    with open_store(database, site.identity.number) as store:
        return series(site, store, probe, since)


def series(site: Site, store: Store, probe: str, since: datetime.datetime | None = None) -> Series:
    """Return the series of a probe; raise Stop when no register of its monitor is known to hold the resistance."""
    found, monitor = _probe(site, probe)
    entry = _register(layout_of(site, monitor), found.channel)
    if entry is None:
        raise Stop(
            ExitCode.REFUSED,
            f"{probe}: {not_known(site, probe).reason}",
            f"describe it in devices/{monitor.type.type}.yaml of the site: role measurement, unit {UNIT}, "
            f"channel {found.channel}",
        )
    samples = store.samples(milliseconds(since) if since else 0, (monitor.tag,))
    return Series(
        probe=probe, monitor=monitor.tag, channel=found.channel, register=entry.name, verified=entry.verified,
        rehearsal=store.plant.rehearsal, values=tuple(_values(samples, monitor.type, entry)),
        alarms=tuple((name, limit) for name in ALARMS if isinstance(limit := monitor.setting(name), int | float)),
    )  # fmt: skip


def not_known(site: Site, probe: str) -> NoEstimate:
    """Return what is said of a probe whose resistance no known register holds."""
    found, monitor = _probe(site, probe)
    return NoEstimate(_NO_REGISTER, {"type": monitor.type.type, "channel": found.channel})


def once_each(values: Iterable[Value]) -> Iterator[Value]:
    """Yield the values that differ from the one before: a monitor holds its reading until it measures again."""
    before = None
    for value in values:
        if value.raw != before:
            yield value
        before = value.raw


def outlook(found: Series) -> Outlook:
    """Return where a series is heading, from the values inside the range since it was last left."""
    inside = _since_in_range(tuple(once_each(found.values)))
    trend = _refused(found, inside) or fit([Point(value.at.timestamp() / _DAY_S, value.mohm) for value in inside])
    if isinstance(trend, NoEstimate):
        return Outlook(trend=trend)
    return Outlook(
        trend=trend,
        alarms=tuple((name, limit, _meets(trend, found.values[-1], limit)) for name, limit in found.alarms),
    )


def _meets(trend: Trend, latest: Value, limit: Number) -> Crossing | NoEstimate:
    """Return when a limit is met after the latest reading."""
    if latest.mohm <= limit:
        return NoEstimate(REACHED)
    found = crossing(trend, limit)
    if isinstance(found, Crossing) and found.day <= latest.at.timestamp() / _DAY_S:
        return NoEstimate(_BELOW_ALREADY)
    return found


def day_of(day: float) -> str:
    """Return the date of a time in days, `far off` when no calendar has it."""
    try:
        return datetime.datetime.fromtimestamp(day * _DAY_S, tz=datetime.UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return "far off"


def probe_of(site: Site, monitor: str, channel: int | None) -> str:
    """Return the tag of the probe at a channel of a monitor, empty when there is none."""
    return next((each.tag for each in site.probes_of(monitor) if each.channel == channel), "")


def _refused(found: Series, inside: Sequence[Value]) -> NoEstimate | None:
    if not found.values:
        return NoEstimate(_NO_READINGS)
    latest = found.values[-1]
    if latest.bound == OVER:
        return NoEstimate(_OVER_RANGE, {"limit": f"{latest.mohm} {UNIT}"})
    if latest.bound or not all(value.mohm > 0 for value in inside):
        return NoEstimate(_UNDER_RANGE, {"limit": f"{latest.mohm} {UNIT}"})
    if len(inside) == 1:
        since = inside[0].at.date().isoformat()
        return NoEstimate(_ONE_VALUE, {"value": f"{latest.mohm} {UNIT}", "since": since})
    return None


def _since_in_range(values: Sequence[Value]) -> Sequence[Value]:
    outside = [place for place, value in enumerate(values) if value.bound]
    return values[outside[-1] + 1 :] if outside else values


def _values(samples: Iterable[Sample], kind: DeviceType, entry: Parameter) -> Iterator[Value]:
    """Yield the values of a register out of samples of the same type of device."""
    for sample in samples:
        registers = [each.register for each in sample.layout.entries]
        if sample.layout.type == kind.type and entry.register in registers:
            raw = sample.raw[registers.index(entry.register)]
            said = reading(entry, raw)
            if isinstance(said.value, int | float):
                yield Value(at=from_milliseconds(sample.at), raw=raw, mohm=said.value, bound=said.bound)


def _register(layout: Layout, channel: int) -> Parameter | None:
    known = (each for each in layout.entries if each.role == "measurement" and each.unit == UNIT)
    return next((each for each in known if each.channel == channel), None)


def _probe(site: Site, tag: str) -> tuple[Probe, Monitor]:
    if tag not in site.probes:
        raise Stop(
            ExitCode.USAGE, f"there is no probe {tag} in this site", f"one of {', '.join(site.probes) or 'none'}"
        )
    return site.probes[tag], site.monitors[site.probes[tag].monitor]
