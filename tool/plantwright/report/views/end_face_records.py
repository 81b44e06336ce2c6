"""One record of a fibre end face: what was done step by step, what was counted, and what the criteria make of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plantwright.report.figures.drawing import Figure
from plantwright.report.figures.end_face_timeline import end_face_timeline, events_of, source_of, zones_of
from plantwright.report.language import counted, text
from plantwright.report.marks import FAIL, NOT_CHECKED, PASS, Mark, worst
from plantwright.report.text import NOT_APPLICABLE, SPACE, joined, moment, number, quantity
from plantwright.report.views.buses import Fact
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.limits import recorded
from plantwright.report.views.persons import persons_of
from plantwright.report.views.record_files import file_mark
from plantwright.rules.fibre.zones import excesses, polish_of, table_of
from plantwright.site.end_face_tables import EndFaceTable
from plantwright.site.model import FibreLink, Number
from plantwright.site.records import Attempt, Document, FibreEndFace, FibreMating, Zone, of_kind

_WORDS = {
    "inspect": text("inspect"), "dry": text("clean dry"), "wet": text("clean wet"), "clean": text("clean"),
    "dirty": text("dirty"), "mated": text("mated"), "demated": text("demated"), "touched": text("touched"),
    "inspected": text("inspected"), "cleaned": text("cleaned"), "not done": text("not done"),
    "exposed-plug": text("exposed plug"), "port": text("port"), "bonded": text("bonded dirt"),
    "mated-in": text("mated-in dirt"), "embedded": text("embedded dirt"),
}  # fmt: skip
"""The words of a record in those of the sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One inspection or cleaning of an end face; `image` is the file and the start of its hash."""

    number: str
    at: str
    step: str
    result: str
    found: str
    means: str
    person: str
    image: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of an end face; `there` says whether the file that lies there has the hash of the record."""

    file: str
    sha256: str
    there: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """One record of an end face."""

    facts: tuple[Fact, ...]
    steps: tuple[Step, ...]
    images: tuple[Image, ...]
    figure: Figure
    judged: str
    mark: Mark


def end_face_record(dossier: Dossier, link: FibreLink, end: str) -> FibreEndFace | None:
    """Return the newest record about an end of a link, not about what it is mated with."""
    found = [
        each
        for each in of_kind(dossier.records, FibreEndFace)
        if (each.object, each.end) == (link.tag, end) and each.port in ("", link.ends[end].port)
    ]
    return found[-1] if found else None


def end_face_figure(dossier: Dossier, link: FibreLink, end: str, record: FibreEndFace) -> Figure:
    """Return what was done at an end of a link, and its matings after that, with the zones of its criteria."""
    matings = of_kind(dossier.records, FibreMating)
    own = [each for each in matings if (each.object, each.end) == (link.tag, end) and each.time >= record.time]
    return _timeline(link, record, link.ends[end].port, own)


def _timeline(link: FibreLink, record: FibreEndFace, port: str, matings: Sequence[FibreMating]) -> Figure:
    table = table_of(record, link)
    zones = zones_of(table) if isinstance(table, EndFaceTable) else None
    face = joined(record.object, record.end, port, by=" ")
    return end_face_timeline(face, events_of(record, matings), zones, source=source_of(record, table))


def inspected(link: FibreLink, record: FibreEndFace, port: str, matings: Sequence[FibreMating]) -> Inspected:
    """Return a record of the end face at a port; `matings` are drawn with its steps."""
    return Inspected(
        facts=_about(link, record),
        steps=tuple(_step(record, place, each) for place, each in enumerate(record.attempts, start=1)),
        images=tuple(_image(record, each.image) for each in record.attempts if each.image),
        figure=_timeline(link, record, port, matings),
        judged=_judged(link, record),
        mark=inspected_mark(link, record),
    )


def _about(link: FibreLink, record: FibreEndFace) -> tuple[Fact, ...]:
    rule, off = record.criteria, record.power_off
    light = text("confirmed") if off.confirmed else text("not confirmed")
    return (
        Fact(
            name=text("End face"),
            value=joined(in_words(record.end_face), record.connector, polish_of(record, link)),
        ),
        Fact(name=text("Criteria"), value=joined(joined(rule.standard, rule.edition, by=":"), rule.table)),
        Fact(
            name=text("No light in the fibre"),
            value=joined(light, quantity(off.power_dbm, "dBm") if off.power_dbm is not None else "", moment(off.at)),
        ),
        Fact(
            name=text("By, with"),
            value=joined(persons_of(record), record.instrument or text("no instrument recorded")),
        ),
    )  # fmt: skip


def _step(record: FibreEndFace, place: int, each: Attempt) -> Step:
    wet = text("ended dry") if each.dried else ""
    strokes = counted("{n} stroke", "{n} strokes", each.strokes) if each.strokes is not None else ""
    return Step(
        number=str(place),
        at=moment(each.at),
        step=in_words(each.step),
        result=in_words(each.result) or NOT_APPLICABLE,
        found=joined(_counted(each.zones), in_words(each.debris), each.note, by="; ") or NOT_APPLICABLE,
        means=joined(each.cleaner or each.tool, each.tool_serial, each.solvent, strokes, wet) or NOT_APPLICABLE,
        person=each.person or record.person,
        image=each.image.sha256[:8] if each.image else NOT_APPLICABLE,
    )


def in_words(code: str) -> str:
    """Return a code of a record in the words of the sheet."""
    return _WORDS.get(code, code)


def _counted(zones: Mapping[str, Zone]) -> str:
    """Return what was counted in each zone, such as `A 0, B 7 µm`; empty when nothing was counted."""
    return joined(*(joined(zone, _sizes(found), by=SPACE) for zone, found in zones.items()), by="; ")


def _sizes(found: Zone) -> str:
    scratches, defects = map(_listed, (found.scratches_um, found.defects_um))
    return joined(text("scratches {sizes}", sizes=scratches) if scratches else "",
                  text("defects {sizes}", sizes=defects) if defects else "") or "0"  # fmt: skip


def _listed(sizes_um: Sequence[Number]) -> str:
    return joined(joined(*map(number, sizes_um)), "µm" if sizes_um else "", by=SPACE)


def _image(record: FibreEndFace, image: Document) -> Image:
    return Image(file=image.file, sha256=image.sha256, there=file_mark(record, image))


def inspected_mark(link: FibreLink, record: FibreEndFace) -> Mark:
    """Return the worse of what the record says and of what its last count is by the criteria."""
    last, table = _last(record), table_of(record, link)
    over = isinstance(table, EndFaceTable) and last is not None and any(excesses(table, last))
    return worst((recorded(record, NOT_CHECKED), FAIL if over else PASS)) or NOT_CHECKED


def _last(record: FibreEndFace) -> Attempt | None:
    return next((each for each in reversed(record.attempts) if each.step == "inspect"), None)


def _judged(link: FibreLink, record: FibreEndFace) -> str:
    """Return how the last inspection stands beside the criteria, as a sentence."""
    last, table = _last(record), table_of(record, link)
    if last is None:
        return text("It was never inspected.")
    if isinstance(table, str):
        return text("The counts were not compared with limits: {why}.", why=table)
    if not last.zones:
        return text("Nothing was counted at the last inspection: the result is that of the person who looked.")
    over = joined(*map(str, excesses(table, last)), by="; ")
    if over:
        return text("Last inspection: {excess}.", excess=over)
    return text("Last inspection: what was counted is within {table}.", table=table.name)
