"""What was measured on a bus line, a row for each value, with its limit and where that comes from."""

from collections.abc import Iterator

from plantwright.report.language import text
from plantwright.report.marks import FAIL, PASS
from plantwright.report.text import quantity
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.limits import judged_in, limit_source, limit_words
from plantwright.report.views.persons import made_by
from plantwright.report.views.plant_tests import PlantTest, as_recorded
from plantwright.rules.bus.line import THRESHOLD_MV, THRESHOLD_SOURCE
from plantwright.rules.registry import registry
from plantwright.site.model import Bus
from plantwright.site.records import BusCheck, Limit, Polls

_ANSWERS_RULE = "REC030"
_IDLE = Limit(unit="V", source=str(THRESHOLD_SOURCE), minimum=THRESHOLD_MV / 1000)
"""What receivers understand as an idle line, where resistors hold it."""


def bus_results(dossier: Dossier, bus: Bus, records: tuple[BusCheck, ...]) -> tuple[PlantTest, ...]:
    """Return what the checks of a bus found, oldest first."""
    return tuple(row for each in records for row in _rows(dossier, bus, each))


def _rows(dossier: Dossier, bus: Bus, check: BusCheck) -> Iterator[PlantTest]:
    yield _measured(dossier, check, text("A to B, units off"), check.resistance_ohm, "Ω", check.limit)
    if check.bias_v is not None:
        limit = _IDLE if bus.polarisation else None
        yield _measured(dossier, check, text("Bias"), check.bias_v, "V", limit)
    if check.polls:
        yield _answers(check, check.polls)
    yield as_recorded(check)


def _measured(dossier: Dossier, check: BusCheck, what: str, value: float, unit: str, limit: Limit | None) -> PlantTest:
    return PlantTest(
        what=what, value=quantity(value, unit), limit=limit_words(limit), source=limit_source(limit),
        by=made_by(check), mark=judged_in(dossier.site, check, value, limit) if limit else None,
    )  # fmt: skip


def _answers(check: BusCheck, polls: Polls) -> PlantTest:
    """Return how many answers went wrong, none of which may."""
    found = text(
        "{sent} sent; {missing} missing, {late} late, {damaged} damaged",
        sent=polls.sent, missing=polls.missing, late=polls.late, damaged=polls.damaged,
    )  # fmt: skip
    return PlantTest(
        what=text("Polls"), value=found, limit=text("no answer missing, late or damaged"),
        source=str(registry()[_ANSWERS_RULE].source), by=made_by(check),
        mark=FAIL if polls.missing or polls.late or polls.damaged else PASS,
    )  # fmt: skip
