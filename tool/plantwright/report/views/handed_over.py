"""What was handed over and what people signed for it, as recorded."""

from collections.abc import Sequence
from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.text import NOT_APPLICABLE, joined, moment, word
from plantwright.report.views.calendar import NEXT_TEST, Due, calendar
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.punch import VERIFIED, state_of
from plantwright.rules.members import grouped
from plantwright.site.records import Handover, Milestone, Punch, SignOff, of_kind

ACCEPTED = "accepted"
NOT_SIGNED = text("not accepted yet: there is no record of kind sign-off with the role accepted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Something handed over: by whom to whom; `document` is the file that belongs to it, with its hash."""

    item: str
    text: str
    number: str
    giver: str
    receiver: str
    day: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a person stated in a role."""

    role: str
    statement: str
    person: str
    organisation: str
    at: str
    reservations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A milestone; `outstanding` is what was left to do then."""

    milestone: str
    planned: str
    at: str
    person: str
    outstanding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoints:
    """The punch points of a category that are not verified as put right."""

    category: str
    number: str
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """Milestones, signatures, things handed over, and what is due by a day."""

    milestones: tuple[Reached, ...]
    signed: tuple[Signed, ...]
    given: tuple[Given, ...]
    dates: tuple[Due, ...]


def handed_over(dossier: Dossier) -> HandedOver:
    """Return everything that is recorded of the handover."""
    return HandedOver(
        milestones=milestones(dossier), signed=signed(dossier), given=given(dossier), dates=calendar(dossier)
    )


def given(dossier: Dossier) -> tuple[Given, ...]:
    """Return what was handed over, oldest first; tests to come stand in the calendar."""
    return tuple(_given(each) for each in of_kind(dossier.records, Handover) if each.item != NEXT_TEST)


def signed(dossier: Dossier) -> tuple[Signed, ...]:
    """Return what was signed, oldest first."""
    return tuple(_signed(each) for each in of_kind(dossier.records, SignOff))


def statement(dossier: Dossier) -> str:
    """Return what the client stated last of the acceptance, or that there is no such record."""
    found = [each for each in signed(dossier) if each.role == ACCEPTED]
    return found[-1].statement if found else NOT_SIGNED


def milestones(dossier: Dossier) -> tuple[Reached, ...]:
    """Return the milestones that were reached, oldest first."""
    return tuple(
        Reached(
            milestone=text(each.milestone),
            planned=each.planned or NOT_APPLICABLE,
            at=moment(each.at)[:10],
            person=joined(each.person, each.witness),
            outstanding=joined(*each.outstanding, by="; ") or NOT_APPLICABLE,
        )
        for each in of_kind(dossier.records, Milestone)
    )


def open_points(dossier: Dossier, categories: Sequence[str] = ("A", "B", "C")) -> tuple[OpenPoints, ...]:
    """Return the open punch points by category, also where there is none."""
    found = grouped(
        (each for each in of_kind(dossier.records, Punch) if state_of(each) != VERIFIED), lambda each: each.category
    )
    return tuple(
        OpenPoints(
            category=each,
            number=str(len(found.get(each, ()))),
            points=joined(*(f"{point.object}: {point.text}" for point in found.get(each, ())), by="; ")
            or NOT_APPLICABLE,
        )
        for each in categories
    )


def _given(each: Handover) -> Given:
    return Given(
        item=word(each.item),
        text=each.text or NOT_APPLICABLE,
        number=str(each.quantity or NOT_APPLICABLE),
        giver=joined(each.person, each.organisation),
        receiver=each.receiver or NOT_APPLICABLE,
        day=moment(each.at)[:10],
        document=f"{each.document.file}, SHA-256 {each.document.sha256[:8]}" if each.document else NOT_APPLICABLE,
    )


def _signed(each: SignOff) -> Signed:
    return Signed(
        role=word(each.role),
        statement=word(each.statement),
        person=each.person,
        organisation=each.organisation or NOT_APPLICABLE,
        at=moment(each.at)[:10],
        reservations=each.reservations,
    )
