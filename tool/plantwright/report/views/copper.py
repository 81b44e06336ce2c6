"""The certificates of copper data cables: the worst margin of each measurement, and which the tester cannot tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from plantwright.report.language import text
from plantwright.report.marks import NOT_CHECKED, NOT_DONE, Mark, worst
from plantwright.report.text import NOT_APPLICABLE, Cell, aligned, joined, moment, number, quantity, word
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.limits import judged_in, recorded
from plantwright.report.views.record_files import file_mark
from plantwright.report.views.used import Used, used
from plantwright.rules.records.values import NO_MARGIN, uncertainty
from plantwright.site.model import Cable
from plantwright.site.records import CopperCertificate, Margin, of_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginRow:
    """The worst value of one measurement."""

    what: str
    margin: Cell
    pair: str
    at: Cell
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


def copper(dossier: Dossier) -> Copper:
    """Return every data cable of the schedule, and every other cable that has a certificate."""
    records = of_kind(dossier.records, CopperCertificate)
    data = [each.tag for each in dossier.site.cables.values() if each.kind == "data"]
    tags = dict.fromkeys((*data, *(each.object for each in records)))
    cables = tuple(_cable(dossier, tag, [each for each in records if each.object == tag]) for tag in tags)
    return Copper(cables=cables, tools=tuple(_tools(dossier, records)))


def _tools(dossier: Dossier, records: Sequence[CopperCertificate]) -> Iterator[Used]:
    """Yield the testers; what a certificate states of its own counts before what the site files state."""
    certified = {each.instrument for each in records if each.accuracy_db is not None}
    for each in used(dossier, records):
        yield replace(each, uncertainty=text("see the certificate")) if each.tag in certified else each


def _cable(dossier: Dossier, tag: str, records: Sequence[CopperCertificate]) -> DataCable:
    cable: Cable | None = dossier.site.cables.get(tag)
    certificates = tuple(_certificate(dossier, each) for each in records)
    return DataCable(
        tag=tag,
        title=joined(cable.title, cable.model) if cable else NOT_APPLICABLE,
        category=cable.category or NOT_APPLICABLE if cable else NOT_APPLICABLE,
        ends=joined(cable.from_, cable.to, by=" → ") if cable else NOT_APPLICABLE,
        length=quantity(cable.length_m, "m") if cable else NOT_APPLICABLE,
        certificates=certificates,
        mark=certificates[-1].mark if certificates else NOT_DONE,
    )


def _certificate(dossier: Dossier, record: CopperCertificate) -> Certificate:
    margins = aligned(number(each.margin_db) for each in record.results)
    places = aligned(quantity(each.frequency_mhz) for each in record.results)
    rows = tuple(map(partial(_row, dossier, record), record.results, margins, places))
    return Certificate(
        record=record.name,
        at=moment(record.at),
        person=joined(record.person, record.organisation),
        instrument=record.instrument,
        link=word(record.link) or text("not recorded"),
        test_limit=record.test_limit,
        length=quantity(record.length_m, "m"),
        accuracy=_accuracy(dossier, record),
        rows=rows,
        file=record.document.file if record.document else text("no file of the tester is kept"),
        sha256=record.document.sha256 if record.document else "",
        there=file_mark(record, record.document),
        mark=worst((recorded(record, NOT_CHECKED), *(each.mark for each in rows))) or NOT_CHECKED,
    )


def _accuracy(dossier: Dossier, record: CopperCertificate) -> str:
    off = uncertainty(dossier.site, record, 0, NO_MARGIN.unit)
    return text("not recorded") if off is None else f"± {quantity(off, NO_MARGIN.unit)}"


def _row(dossier: Dossier, record: CopperCertificate, each: Margin, margin: Cell, at: Cell) -> MarginRow:
    return MarginRow(
        what=word(each.what),
        margin=margin,
        pair=each.pair or NOT_APPLICABLE,
        at=at,
        mark=judged_in(dossier.site, record, each.margin_db, NO_MARGIN),
    )
