"""The data cables by the noise estimated on them, what is wrong in the source of the estimate, and its tables."""

from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.text import NOT_APPLICABLE, quantity
from plantwright.report.views.dossier import Dossier
from plantwright.rules.cabling import asked
from plantwright.rules.cabling.noise import RANKING, Noise, ranking
from plantwright.site.papers import POWER_LINE_EFFECT, paper

SLIP = "L"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    cable: str
    source: str
    mains: str
    harmonics: str
    edge: str
    balance: str
    noise: str
    threshold: str
    margin: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Differs:
    """Something a published source got wrong, or on which its copies differ, and what was done."""

    place: str
    printed: str
    correct: str
    handling: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoisePart:
    """`slips` counts the errors that change nothing; `note` says what a ranking is."""

    note: str
    rows: tuple[Ranked, ...]
    source: str
    errors: tuple[Differs, ...]
    slips: int
    conflicts: tuple[Differs, ...]


def noise_part(dossier: Dossier) -> NoisePart | None:
    """Return the ranking of a plant, None when no data cable shares a route with a power cable."""
    found, source = ranking(dossier.site), paper(POWER_LINE_EFFECT)
    if not found:
        return None
    told = [each for each in source.errors if each.severity != SLIP]
    return NoisePart(
        note=text(RANKING),
        rows=tuple(map(_row, found)),
        source=f"{source.title} ({source.authors}; {source.published})",
        errors=tuple(
            Differs(place=each.place, printed=each.printed, correct=each.correct, handling=each.handling)
            for each in told
        ),
        slips=len(source.errors) - len(told),
        conflicts=tuple(
            Differs(place=f"{title}: {each.place}", printed=each.printed, correct="", handling=each.handling)
            for title, each in asked.conflicts(dossier.site)
        ),
    )


def _row(each: Noise) -> Ranked:
    starter, edge_mv = each.edge
    return Ranked(
        cable=each.cable,
        source=each.contributions[0].power if each.known else NOT_APPLICABLE,
        mains=_mv(each, each.mains_mv + each.branch_mv),
        harmonics=_mv(each, each.harmonics_mv) if each.harmonics_mv else NOT_APPLICABLE,
        edge=_mv(each, edge_mv) if starter else NOT_APPLICABLE,
        balance=quantity(each.balance_db, "dB"),
        noise=_mv(each, each.noise_mv),
        threshold=quantity(each.threshold_mv, "mV"),
        margin=quantity(each.margin_db, "dB", 2),
        why="" if each.known else each.why or text("needs {inputs}", inputs=", ".join(each.missing)),
    )


def _mv(each: Noise, value: float) -> str:
    return quantity(value, "mV", 2) if each.known else NOT_APPLICABLE
