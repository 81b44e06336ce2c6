"""The test instruments behind records, as sheets print them."""

from collections.abc import Iterable
from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.marks import FAIL, NOT_CHECKED, PASS, Mark
from plantwright.report.text import NOT_APPLICABLE, joined, quantity, word
from plantwright.report.views.calibrations import certificate_of, due_of
from plantwright.report.views.dossier import Dossier
from plantwright.site.model import Instrument, Uncertainty
from plantwright.site.records import Record


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
    tool = dossier.site.instruments.get(tag)
    due = due_of(dossier, tool, record.time) if tool else ""
    certificate = certificate_of(dossier, tool, record.time) if tool else ""
    return Used(
        tag=tag,
        title=tool.title or word(tool.kind) if tool else text("not described in the site files"),
        model=tool.model or NOT_APPLICABLE if tool else NOT_APPLICABLE,
        serial=tool.serial or NOT_APPLICABLE if tool else NOT_APPLICABLE,
        uncertainty=uncertainty_of(tool),
        certificate=certificate or NOT_APPLICABLE,
        used=record.at[:10],
        due=due or text("not stated"),
        mark=NOT_CHECKED if not due else PASS if record.at[:10] <= due else FAIL,
    )


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
