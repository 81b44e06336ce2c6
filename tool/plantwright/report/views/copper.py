"""The certificates of copper data cables: the worst margin of each measurement, and which the tester cannot tell."""

from collections.abc import Sequence
from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.marks import FAIL, NOT_CHECKED, NOT_DONE, PASS, Mark, worst
from plantwright.report.text import NOT_APPLICABLE, Cell, aligned, joined, moment, number, quantity, word
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.used import Used, recorded, used
from plantwright.site.model import Cable
from plantwright.site.records import CopperCertificate, Margin, of_kind

PASS_WITHIN = Mark(kind="warn", word=text("PASS*"), meaning=text("within the limit by less than the tester can tell"))
"""A pass that the error of the tester could turn into a fail; testers print it with an asterisk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginRow:
    """The worst value of one measurement."""

    what: str
    margin: Cell
    pair: str
    at: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One record of a cable; `file` belongs to it, with its hash."""

    record: str
    at: str
    person: str
    instrument: str
    link: str
    test_limit: str
    length: str
    accuracy: str
    rows: tuple[MarginRow, ...]
    file: str
    sha256: str
    there: Mark
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCable:
    """A data cable of the schedule, without `certificates` it was not tested."""

    tag: str
    title: str
    category: str
    ends: str
    length: str
    certificates: tuple[Certificate, ...]
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Copper:
    cables: tuple[DataCable, ...]
    tools: tuple[Used, ...]
    within: bool


def copper(dossier: Dossier) -> Copper:
    """Return every data cable of the schedule, and every other cable that has a certificate."""
    records = of_kind(dossier.records, CopperCertificate)
    data = [each.tag for each in dossier.site.cables.values() if each.kind == "data"]
    tags = dict.fromkeys((*data, *(each.object for each in records)))
    cables = tuple(_cable(dossier, tag, [each for each in records if each.object == tag]) for tag in tags)
    marks = (row.mark for cable in cables for each in cable.certificates for row in each.rows)
    return Copper(cables=cables, tools=used(dossier, records), within=PASS_WITHIN in marks)


def _cable(dossier: Dossier, tag: str, records: Sequence[CopperCertificate]) -> DataCable:
    cable: Cable | None = dossier.site.cables.get(tag)
    certificates = tuple(map(_certificate, records))
    return DataCable(
        tag=tag,
        title=joined(cable.title, cable.model) if cable else NOT_APPLICABLE,
        category=cable.category or NOT_APPLICABLE if cable else NOT_APPLICABLE,
        ends=joined(cable.from_, cable.to, by=" → ") if cable else NOT_APPLICABLE,
        length=quantity(cable.length_m, "m") if cable else NOT_APPLICABLE,
        certificates=certificates,
        mark=certificates[-1].mark if certificates else NOT_DONE,
    )


def _certificate(record: CopperCertificate) -> Certificate:
    margins = aligned(number(each.margin_db) for each in record.results)
    rows = tuple(_row(record, each, cell) for each, cell in zip(record.results, margins, strict=True))
    found = record.found.get(record.document.file) if record.document else None
    return Certificate(
        record=record.name,
        at=moment(record.at),
        person=joined(record.person, record.organisation),
        instrument=record.instrument,
        link=word(record.link) or text("not recorded"),
        test_limit=record.test_limit,
        length=quantity(record.length_m, "m"),
        accuracy=text("not recorded") if record.accuracy_db is None else f"± {quantity(record.accuracy_db, 'dB')}",
        rows=rows,
        file=record.document.file if record.document else text("no file of the tester is kept"),
        sha256=record.document.sha256 if record.document else "",
        there=NOT_DONE if found is None else PASS if record.document and found == record.document.sha256 else FAIL,
        mark=_overall(record, rows),
    )


def _row(record: CopperCertificate, each: Margin, cell: Cell) -> MarginRow:
    return MarginRow(
        what=each.what,
        margin=cell,
        pair=each.pair or NOT_APPLICABLE,
        at=quantity(each.frequency_mhz),
        mark=_margin(each, record),
    )


def _margin(each: Margin, record: CopperCertificate) -> Mark:
    if each.margin_db < 0:
        return FAIL
    inside = record.accuracy_db is not None and each.margin_db < record.accuracy_db
    return PASS_WITHIN if inside else PASS


def _overall(record: CopperCertificate, rows: Sequence[MarginRow]) -> Mark:
    """Return the worst of the margins and of what the record says."""
    said = recorded(record, NOT_CHECKED)
    plain = worst((said, *(each.mark for each in rows if each.mark is not PASS_WITHIN))) or said
    return PASS_WITHIN if plain is PASS and any(each.mark is PASS_WITHIN for each in rows) else plain
