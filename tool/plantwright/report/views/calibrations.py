"""Test instruments by the day on which their calibration ends, the next to be sent away first."""

import datetime
from dataclasses import dataclass

from plantwright.findings.verdict import signed
from plantwright.report.language import text
from plantwright.report.marks import FAIL, NOT_DONE, PASS, WARN, Mark
from plantwright.report.text import NOT_APPLICABLE, word
from plantwright.report.views.dossier import Dossier
from plantwright.rules.records.calibration_expired import calibrated_until, calibration_at
from plantwright.site.model import Instrument
from plantwright.site.records import Calibration, of_kind

_SOON_DAYS = 90
"""Our own choice: time to send an instrument away and have it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """An instrument; `left` is the number of days until its calibration ends."""

    tag: str
    title: str
    model: str
    serial: str
    certificate: str
    due: str
    left: str
    records: str
    mark: Mark


def calibrations(dossier: Dossier) -> tuple[Calibrated, ...]:
    """Return every instrument, the one that is due first at the top; without a date it stands before all."""
    every = sorted(dossier.site.instruments.values(), key=lambda tool: due_of(dossier, tool))
    return tuple(_calibrated(dossier, tool) for tool in every)


def due_of(dossier: Dossier, tool: Instrument, at: datetime.datetime | None = None) -> str:
    """Return the last day of the calibration that holds at a time, now without one; empty when none is known."""
    return calibrated_until(tool, of_kind(dossier.records, Calibration), at or _now(dossier))


def certificate_of(dossier: Dossier, tool: Instrument, at: datetime.datetime | None = None) -> str:
    """Return the certificate of that calibration, empty when none is known."""
    held = calibration_at(tool, of_kind(dossier.records, Calibration), at or _now(dossier))
    return held.certificate if held else tool.certificate


def _now(dossier: Dossier) -> datetime.datetime:
    return datetime.datetime.combine(dossier.today, datetime.time.max, datetime.UTC)


def _calibrated(dossier: Dossier, tool: Instrument) -> Calibrated:
    due = due_of(dossier, tool)
    left = (datetime.date.fromisoformat(due) - dossier.today).days if due else None
    return Calibrated(
        tag=tool.tag,
        title=tool.title or word(tool.kind),
        model=tool.model or NOT_APPLICABLE,
        serial=tool.serial or NOT_APPLICABLE,
        certificate=certificate_of(dossier, tool) or NOT_APPLICABLE,
        due=due or text("not stated"),
        left=NOT_APPLICABLE if left is None else signed(str(left)),
        records=str(sum(record.instrument == tool.tag for record in dossier.records)),
        mark=due_mark(left),
    )


def due_mark(left: int | None) -> Mark:
    """Return how something stands that is due in a number of days, None for no known day."""
    if left is None:
        return NOT_DONE
    if left < 0:
        return FAIL
    return WARN if left <= _SOON_DAYS else PASS
