"""The test instruments behind records, and the limits that people measured against, as sheets print them."""

from collections.abc import Iterable
from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.marks import FAIL, NOT_CHECKED, PASS, Mark, starred
from plantwright.report.text import NOT_APPLICABLE, joined, quantity, word
from plantwright.report.views.dossier import Dossier
from plantwright.rules.records.calibration_expired import calibrated_until
from plantwright.site.model import Instrument, Number, Uncertainty
from plantwright.site.records import Calibration, Limit, Record, of_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """An instrument on the last day it was used for a sheet; `due` ends the calibration that held on that day."""

    tag: str
    title: str
    model: str
    serial: str
    certificate: str
    uncertainty: str
    used: str
    due: str
    mark: Mark


def used(dossier: Dossier, records: Iterable[Record]) -> tuple[Used, ...]:
    """Return the instrument that each record as a whole was made with, each once, in the order of first use."""
    last: dict[str, Record] = {}
    for record in records:
        if record.instrument and record.time >= last.get(record.instrument, record).time:
            last[record.instrument] = record
    return tuple(_used(dossier, tag, record) for tag, record in last.items())


def _used(dossier: Dossier, tag: str, record: Record) -> Used:
    tool, calibrations = dossier.site.instruments.get(tag), of_kind(dossier.records, Calibration)
    due = calibrated_until(tool, calibrations, record.time) if tool else ""
    held = [each.certificate for each in calibrations if each.object == tag and each.time <= record.time]
    return Used(
        tag=tag,
        title=tool.title or word(tool.kind) if tool else text("not described in the site files"),
        model=tool.model or NOT_APPLICABLE if tool else NOT_APPLICABLE,
        serial=tool.serial or NOT_APPLICABLE if tool else NOT_APPLICABLE,
        uncertainty=uncertainty_of(tool),
        certificate=(held[-1] if held else tool.certificate if tool else "") or NOT_APPLICABLE,
        used=record.at[:10],
        due=due or text("not stated"),
        mark=NOT_CHECKED if not due else PASS if record.at[:10] <= due else FAIL,
    )


def limit_words(limit: Limit | None) -> str:
    """Return a limit as `≥ 1 MΩ`, a dash without one."""
    if limit is None:
        return NOT_APPLICABLE
    least = f"≥ {quantity(limit.minimum, limit.unit)}" if limit.minimum is not None else ""
    most = f"≤ {quantity(limit.maximum, limit.unit)}" if limit.maximum is not None else ""
    return joined(least, most) or NOT_APPLICABLE


def limit_source(limit: Limit | None) -> str:
    """Return where a limit comes from, and that it was not read there when that is so."""
    if limit is None:
        return text("no limit recorded")
    return joined(limit.source, text("unverified") if limit.provenance == "unverified" else "")


def uncertainty_of(tool: Instrument | None) -> str:
    """Return how far the readings of an instrument may be off, by unit, each with its source."""
    stated = (joined(f"± {_off(each)}", each.source) for each in (tool.uncertainty if tool else ()))
    return joined(*stated, by="; ") or text("not stated")


def _off(stated: Uncertainty) -> str:
    relative = (
        text("{percent} of the reading", percent=quantity(stated.of_reading_percent, "%"))
        if stated.of_reading_percent
        else ""
    )
    same = quantity(stated.absolute, stated.unit) if stated.absolute else ""
    return joined(relative, same, by=" + ") or quantity(0, stated.unit)


def judged(value: Number | None, limit: Limit | None, uncertainty: float | None = None) -> Mark:
    """Return whether a value keeps a limit, with a star where one lies within the uncertainty of the value.

    Without value or limit nothing was judged.
    """
    if value is None or limit is None or limit.minimum is limit.maximum is None:
        return NOT_CHECKED
    low = limit.minimum is not None and value < limit.minimum
    high = limit.maximum is not None and value > limit.maximum
    ends = [end for end in (limit.minimum, limit.maximum) if end is not None]
    near = uncertainty is not None and min(abs(value - end) for end in ends) < uncertainty
    return starred(FAIL if low or high else PASS, within=near)


def recorded(record: Record | None, undone: Mark) -> Mark:
    """Return what a record itself says, `undone` without a record or a result."""
    if record is None or not record.result:
        return undone
    return PASS if record.result == "pass" else FAIL
