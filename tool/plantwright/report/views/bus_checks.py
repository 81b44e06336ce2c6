"""What was measured on a bus line, each record a row."""

from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.marks import FAIL, PASS, Mark
from plantwright.report.text import NOT_APPLICABLE, band, joined, moment, quantity
from plantwright.report.views.dossier import Dossier
from plantwright.site.model import Bus
from plantwright.site.records import BusCheck, Limit, Polls, of_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class BusResult:
    """A check of a bus line with all units off, and of their answers."""

    at: str
    person: str
    instrument: str
    resistance: str
    limit: str
    bias: str
    polls: str
    mark: Mark


def bus_results(dossier: Dossier, bus: Bus) -> tuple[BusResult, ...]:
    """Return the checks of a bus, oldest first."""
    return tuple(_result(each) for each in of_kind(dossier.records, BusCheck) if each.object == bus.tag)


def _result(each: BusCheck) -> BusResult:
    return BusResult(
        at=moment(each.at),
        person=joined(each.person, text("witness {name}", name=each.witness) if each.witness else ""),
        instrument=each.instrument or NOT_APPLICABLE,
        resistance=quantity(each.resistance_ohm, "Ω"),
        limit=_limit(each.limit),
        bias=quantity(each.bias_v, "V"),
        polls=_polls(each.polls),
        mark=PASS if each.passed else FAIL,
    )


def _limit(limit: Limit | None) -> str:
    if limit is None:
        return NOT_APPLICABLE
    ends = ("" if value is None else quantity(value, limit.unit) for value in (limit.minimum, limit.maximum))
    return joined(band(*ends), limit.source, text("unverified") if limit.provenance == "unverified" else "")


def _polls(polls: Polls | None) -> str:
    if polls is None:
        return NOT_APPLICABLE
    return text(
        "{sent} sent; {missing} missing, {late} late, {damaged} damaged",
        sent=polls.sent,
        missing=polls.missing,
        late=polls.late,
        damaged=polls.damaged,
    )
