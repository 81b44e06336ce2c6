"""Every value that was measured against a limit, whatever kind of record it stands in: limit, its source, margin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.marks import PASS, Mark
from plantwright.report.text import joined, quantity
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.limits import judged, limit_source, limit_words
from plantwright.report.views.start import limit_a
from plantwright.rules.records import values
from plantwright.rules.records.values import Judged, uncertainty
from plantwright.rules.registry import registry
from plantwright.site.model import Site
from plantwright.site.procedures import shipped_lines
from plantwright.site.records import (
    BusCheck,
    CopperCertificate,
    CurrentChain,
    FibreLinkLoss,
    FirstStart,
    InsulationTest,
    Limit,
    Record,
    Torque,
    of_kind,
)

_START_RULE = "REC026"
_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A value of a record with its limit, and by whom, with what and when it was measured.

    `off` is how far it may be off, in its unit; None where nobody stated it.
    """

    record: Record
    judged: Judged
    off: float | None
    person: str
    instrument: str
    at: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredValue:
    """A row: a value with what it was judged by; `off` is its uncertainty, empty where not stated."""

    object: str
    what: str
    value: str
    off: str
    limit: str
    source: str
    margin: str
    record: str
    by: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredValues:
    """The values to be listed, and how many more kept their limit."""

    rows: tuple[MeasuredValue, ...]
    others: int


def measured_values(dossier: Dossier, *, every: bool) -> MeasuredValues:
    """Return the values of all records but those of insulation tests; without `every` those that did not simply pass.

    The insulation tests have a table of their own.
    """
    rows = [_row(each) for each in measurements(dossier) if not _of_insulation(each)]
    listed = tuple(row for row in rows if every or row.mark is not PASS)
    return MeasuredValues(rows=listed, others=len(rows) - len(listed))


def measurements(dossier: Dossier) -> tuple[Measurement, ...]:
    """Return every value that a record has beside a limit, by object and record.

    The highest currents of a start stand beside the limit that is set in the starter.
    """
    return tuple(sorted(_every(dossier), key=lambda each: (each.record.object, each.record.name)))


def _every(dossier: Dossier) -> Iterator[Measurement]:
    for record in dossier.records:
        yield from (_measurement(dossier.site, record, each) for each in values.judged(record))
    for start in of_kind(dossier.records, FirstStart):
        yield from (_measurement(dossier.site, start, each) for each in _currents(dossier.site, start))


def _measurement(site: Site, record: Record, each: Judged) -> Measurement:
    off = uncertainty(site, record, each.value, each.limit.unit, each.instrument)
    check = record.checks[int(each.keys[1])] if each.keys[0] == "checks" else None
    return Measurement(
        record=record, judged=each, off=off, mark=judged(each.value, each.limit, off),
        person=(check.person if check else "") or record.person, instrument=each.instrument or record.instrument,
        at=(check.at if check else "") or record.at,
    )  # fmt: skip


def _of_insulation(each: Measurement) -> bool:
    return isinstance(each.record, InsulationTest) and each.judged.keys[0] != "checks"


def _row(each: Measurement) -> MeasuredValue:
    value, limit = each.judged.value, each.judged.limit
    return MeasuredValue(
        object=each.record.object,
        what=_what(each.record, each.judged),
        value=quantity(value, limit.unit),
        off="" if each.off is None else f"± {quantity(each.off, limit.unit, 2)}",
        limit=limit_words(limit),
        source=limit_source(limit),
        margin=quantity(margin(value, limit), limit.unit, _DIGITS),
        record=each.record.name,
        by=joined(each.person, each.instrument, each.at[:10]),
        mark=each.mark,
    )


def margin(value: float, limit: Limit | None) -> float | None:
    """Return how far a value is from the nearer end of its limit, negative beyond it; None without a limit."""
    if limit is None:
        return None
    low = [] if limit.minimum is None else [value - limit.minimum]
    high = [] if limit.maximum is None else [limit.maximum - value]
    return min((round(each, 9) for each in (*low, *high)), default=None)


def _what(record: Record, each: Judged) -> str:
    """Return what a value is, in the words of the sheets."""
    first, *rest = each.keys
    if first == "checks":
        line = record.checks[int(rest[0])].line
        return joined(line, text(shipped_lines()[line].text) if line in shipped_lines() else "", by=" ")
    return _own_words(record, rest) or each.what


def _own_words(record: Record, place: Sequence[str | int]) -> str:
    match record:
        case Torque():
            return text("torque at {joint}", joint=record.measurements[int(place[0])].joint)
        case FibreLinkLoss():
            loss = record.measurements[int(place[0])]
            return text("loss {direction} at {wavelength}", direction=loss.direction.replace("-", " → "),
                        wavelength=quantity(loss.wavelength_nm, "nm"))  # fmt: skip
        case CopperCertificate():
            found = record.results[int(place[0])]
            return text("margin of {what}, by {limit}", what=found.what, limit=record.test_limit)
        case BusCheck():
            return text("A to B, units off")
        case CurrentChain():
            return text("reading beside the reference, apart") if place else text("reading without current")
        case FirstStart():
            return text("highest current of the start in {phase}", phase=place[0])
    return ""


def _currents(site: Site, start: FirstStart) -> Iterator[Judged]:
    """Yield the highest current of each phase beside the current limit that is set."""
    feeder = site.feeders.get(start.object)
    starter, motor = (site.starter_of(feeder), site.motor_of(feeder)) if feeder else (None, None)
    highest = limit_a(motor, starter) if motor else None
    if highest is not None:
        source = text("current limit as set; {source}", source=str(registry()[_START_RULE].source))
        limit = Limit(unit="A", source=source, maximum=round(highest, 1))
        for phase, current in start.highest_current_a.items():
            yield Judged(f"the highest current in {phase}", current, limit, ("highest_current_a", phase))
