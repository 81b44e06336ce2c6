"""What was measured on a bus line, each record a row."""

from dataclasses import dataclass

from plantwright.report.marks import FAIL, PASS, Mark
from plantwright.report.text import NOT_APPLICABLE, joined, moment, quantity
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
        person=joined(each.person, f"witness {each.witness}" if each.witness else ""),
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
    band = joined(*(quantity(value, limit.unit) for value in (limit.minimum, limit.maximum) if value is not None),
                  by=" to ")  # fmt: skip
    return joined(band, limit.source, "unverified" if limit.provenance == "unverified" else "")


def _polls(polls: Polls | None) -> str:
    if polls is None:
        return NOT_APPLICABLE
    return f"{polls.sent} sent; {polls.missing} missing, {polls.late} late, {polls.damaged} damaged"
