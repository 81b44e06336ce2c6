"""The end faces of a fibre link: the records of each in order, what they were judged by, and when they were mated."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from plantwright.report.language import text
from plantwright.report.marks import NOT_DONE, Mark
from plantwright.report.text import NOT_APPLICABLE, joined, moment, quantity
from plantwright.report.views.buses import Fact
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.end_face_criteria import CriteriaTable, criteria_tables, unread_editions
from plantwright.report.views.end_face_records import Inspected, in_words, inspected, inspected_mark
from plantwright.report.views.used import Used, used
from plantwright.site.model import FibreLink
from plantwright.site.records import FibreEndFace, FibreMating, of_kind

_CLEANING = "IEC/TR 62627-01:2010"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mated:
    """What became of a connection: mated, demated or touched."""

    at: str
    event: str
    partner: str
    sleeve: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """An end face by end and port; without `records` it was not inspected."""

    end: str
    port: str
    partner: bool
    records: tuple[Inspected, ...]
    mated: tuple[Mated, ...]
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class EndFaces:
    title: str
    facts: tuple[Fact, ...]
    cleaning: str
    criteria: tuple[CriteriaTable, ...]
    others: tuple[str, ...]
    faces: tuple[Face, ...]
    tools: tuple[Used, ...]


def end_faces(dossier: Dossier, link: FibreLink) -> EndFaces:
    """Return everything recorded of the end faces of a link, its own ends before what they are mated with."""
    records = [each for each in of_kind(dossier.records, FibreEndFace) if each.object == link.tag]
    matings = [each for each in of_kind(dossier.records, FibreMating) if each.object == link.tag]
    return EndFaces(
        title=link.title,
        facts=_facts(link),
        cleaning=_CLEANING,
        criteria=tuple(criteria_tables(records, link)),
        others=tuple(unread_editions()),
        faces=tuple(_face(link, end, port, records, matings) for end, port in _places(link, records, matings)),
        tools=used(dossier, records),
    )


def _facts(link: FibreLink) -> tuple[Fact, ...]:
    ends = (
        Fact(
            name=text("End {end}", end=end),
            value=joined(place.port, joined(place.connector, place.polish, by=" ")) or NOT_APPLICABLE,
        )
        for end, place in link.ends.items()
    )
    return (
        Fact(name=text("Fibre"), value=joined(link.fibre, quantity(link.length_m, "m"))),
        Fact(name=text("Cable"), value=link.cable or NOT_APPLICABLE),
        *ends,
    )


def _places(
    link: FibreLink, records: Sequence[FibreEndFace], matings: Sequence[FibreMating]
) -> tuple[tuple[str, str], ...]:
    """Return end and port of every end face that the site or a record names, end by end."""
    named = dict.fromkeys((end, place.port) for end, place in link.ends.items())
    named |= dict.fromkeys((each.end, each.port or _port(link, each.end)) for each in records)
    named |= dict.fromkeys((each.end, each.partner) for each in matings if each.partner)
    return tuple(sorted(named, key=lambda place: (place[0], place[1] != _port(link, place[0]))))


def _port(link: FibreLink, end: str) -> str:
    return link.ends[end].port if end in link.ends else ""


def _face(
    link: FibreLink, end: str, port: str, records: Sequence[FibreEndFace], matings: Sequence[FibreMating]
) -> Face:
    own = _port(link, end)
    mine = [each for each in records if each.end == end and (each.port or own) == port]
    here = [each for each in matings if each.end == end and port in (each.port or own, each.partner)]
    opened = [_seen_from(each, port, own) for each in here]
    marks = [inspected_mark(link, each) for each in mine]
    return Face(
        end=end,
        port=port or NOT_APPLICABLE,
        partner=port != own,
        records=tuple(inspected(link, each, port, opened if each is mine[-1] else ()) for each in mine),
        mated=tuple(map(_mated, opened)),
        mark=marks[-1] if marks else NOT_DONE,
    )


def _seen_from(record: FibreMating, port: str, own: str) -> FibreMating:
    """Return a mating as the end face at a port has it: its partner is the other one."""
    here = record.port or own
    return record if here == port else replace(record, port=port, partner=here)


def _mated(record: FibreMating) -> Mated:
    return Mated(
        at=moment(record.at),
        event=in_words(record.event),
        partner=record.partner or text("not recorded"),
        sleeve=in_words(record.sleeve) or text("not recorded"),
        person=record.person,
    )
