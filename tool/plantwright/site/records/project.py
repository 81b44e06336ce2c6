"""Records of the project: the punch list, milestones, signatures, what was handed over."""

from plantwright.frozen import dataclass
from plantwright.site.records.record import Document, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Who put a punch item right, when, and what shows it."""

    person: str
    at: str
    evidence: str = ""
    document: Document | None = None


@dataclass(frozen=True, kw_only=True)
class Punch(Record):
    """Something wrong or missing. `category`: A stops safe operation, B does not, C is cosmetic."""

    category: str
    text: str
    owner: str = ""
    due: str = ""
    evidence: str = ""
    closed: Closed | None = None
    verified: Closed | None = None


@dataclass(frozen=True, kw_only=True)
class Milestone(Record):
    """A point of the project that was reached; `punch_list`: every point that was raised until then, by its record."""

    milestone: str
    planned: str = ""
    outstanding: tuple[str, ...] = ()
    punch_list: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SignOff(Record):
    """What a person answers for, in a role and for an organisation; `punch_list`: as at a milestone."""

    role: str
    statement: str
    reservations: tuple[str, ...] = ()
    punch_list: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Handover(Record):
    """Something that was handed over."""

    item: str
    text: str = ""
    receiver: str = ""
    quantity: int | None = None
    due: str = ""
    document: Document | None = None
