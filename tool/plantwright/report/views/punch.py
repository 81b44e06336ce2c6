"""The punch list: what is wrong or missing, by category, open points first."""

from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.marks import FAIL, NOT_DONE, PASS, WARN, Mark
from plantwright.report.text import NOT_APPLICABLE, joined, moment
from plantwright.report.views.dossier import Dossier
from plantwright.site.records import Closed, Punch, of_kind

CATEGORIES = {"A": text("stops safe operation"), "B": text("does not stop safe operation"), "C": text("cosmetic")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A punch item; `late`: its day has passed and it is open."""

    name: str
    category: str
    object: str
    text: str
    evidence: str
    owner: str
    due: str
    raised: str
    closed: str
    verified: str
    late: bool
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The points of a category: `open` are not put right, `unseen` put right and seen by nobody else."""

    category: str
    meaning: str
    open: str
    unseen: str
    done: str


def points(dossier: Dossier) -> tuple[Point, ...]:
    """Return every punch item: open ones first, within them by category and due date."""
    every = sorted(of_kind(dossier.records, Punch), key=lambda each: (_STATES.index(state_of(each)), each.category,
                                                                      each.due or "9999", each.at))  # fmt: skip
    return tuple(_point(dossier, each) for each in every)


def tallies(dossier: Dossier) -> tuple[Tally, ...]:
    """Return how many points of each category are open, put right and done."""
    every = of_kind(dossier.records, Punch)

    def count(category: str, state: str) -> str:
        return str(sum((each.category, state_of(each)) == (category, state) for each in every))

    return tuple(
        Tally(category=each, meaning=meaning, open=count(each, OPEN), unseen=count(each, CLOSED),
              done=count(each, VERIFIED))
        for each, meaning in CATEGORIES.items()
    )  # fmt: skip


OPEN, CLOSED, VERIFIED = "open", "closed, not verified", "verified"
_STATES = (OPEN, CLOSED, VERIFIED)
_MARKS = {OPEN: NOT_DONE, CLOSED: WARN, VERIFIED: PASS}


def state_of(each: Punch) -> str:
    """Return how far a punch item has come."""
    return VERIFIED if each.closed and each.verified else CLOSED if each.closed else OPEN


def _point(dossier: Dossier, each: Punch) -> Point:
    state = state_of(each)
    late = state == OPEN and bool(each.due) and each.due < dossier.today.isoformat()
    return Point(
        name=each.name,
        category=each.category,
        object=each.object,
        text=each.text,
        evidence=each.evidence,
        owner=each.owner or NOT_APPLICABLE,
        due=each.due or NOT_APPLICABLE,
        raised=f"{each.person}, {moment(each.at)[:10]}",
        closed=_by(each.closed),
        verified=_by(each.verified),
        late=late,
        mark=FAIL if state == OPEN and (late or each.category == "A") else _MARKS[state],
    )


def _by(closed: Closed | None) -> str:
    return joined(closed.person, moment(closed.at)[:10], closed.evidence) if closed else NOT_APPLICABLE
