"""The end faces of a fibre link: every inspection and cleaning in order, what was counted, when it was mated."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from plantwright.report.figures.drawing import Figure
from plantwright.report.figures.end_face_timeline import end_face_timeline, events_of, source_of, zones_of
from plantwright.report.language import counted, text
from plantwright.report.marks import FAIL, NOT_CHECKED, NOT_DONE, PASS, Mark, worst
from plantwright.report.text import NOT_APPLICABLE, SPACE, joined, moment, number, quantity, span
from plantwright.report.views.buses import Fact
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.used import Used, recorded, used
from plantwright.rules.fibre.zones import excesses, polish_of, table_of
from plantwright.site.end_face_tables import Allowed, EndFaceTable, end_face_criteria
from plantwright.site.model import FibreLink, Number
from plantwright.site.records import Attempt, Document, FibreEndFace, FibreMating, Zone, of_kind

CLEANING = "IEC/TR 62627-01:2010"
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
    file: str
    sha256: str
    there: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Mated:
    """What became of a connection: mated, demated or touched."""

    at: str
    event: str
    partner: str
    sleeve: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """One record of an end face."""

    facts: tuple[Fact, ...]
    steps: tuple[Step, ...]
    images: tuple[Image, ...]
    figure: Figure
    judged: str
    mark: Mark


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
class ZoneRow:
    """What the criteria allow in a zone."""

    zone: str
    size: str
    scratches: str
    defects: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaTable:
    """The limits that end faces of a link were judged by; `why` there are none."""

    name: str
    source: str
    rows: tuple[ZoneRow, ...]
    why: str


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
        cleaning=CLEANING,
        criteria=tuple(_criteria(records, link)),
        others=tuple(
            text(
                "Edition {edition} of {standard}: {why}.",
                edition=edition,
                standard=end_face_criteria().standard,
                why=text(why),
            )
            for edition, why in end_face_criteria().unread.items()
        ),
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
    marks = [_inspected_mark(link, each) for each in mine]
    return Face(
        end=end,
        port=port or NOT_APPLICABLE,
        partner=port != own,
        records=tuple(_inspected(link, each, port, opened if each is mine[-1] else ()) for each in mine),
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
        event=_word(record.event),
        partner=record.partner or text("not recorded"),
        sleeve=_word(record.sleeve) or text("not recorded"),
        person=record.person,
    )


def _inspected(link: FibreLink, record: FibreEndFace, port: str, matings: Sequence[FibreMating]) -> Inspected:
    table = table_of(record, link)
    zones = zones_of(table) if isinstance(table, EndFaceTable) else None
    return Inspected(
        facts=_about(link, record),
        steps=tuple(_step(record, place, each) for place, each in enumerate(record.attempts, start=1)),
        images=tuple(_image(record, each.image) for each in record.attempts if each.image),
        figure=end_face_timeline(
            joined(record.object, record.end, port, by=" "),
            events_of(record, matings),
            zones,
            source=source_of(record, table),
        ),
        judged=_judged(record, table),
        mark=_inspected_mark(link, record),
    )


def _about(link: FibreLink, record: FibreEndFace) -> tuple[Fact, ...]:
    rule, off = record.criteria, record.power_off
    light = text("confirmed") if off.confirmed else text("not confirmed")
    return (
        Fact(
            name=text("End face"),
            value=joined(_word(record.end_face), record.connector, polish_of(record, link)),
        ),
        Fact(name=text("Criteria"), value=joined(joined(rule.standard, rule.edition, by=":"), rule.table)),
        Fact(
            name=text("No light in the fibre"),
            value=joined(light, quantity(off.power_dbm, "dBm") if off.power_dbm is not None else "", moment(off.at)),
        ),
        Fact(
            name=text("By, with"),
            value=joined(record.person, text("witness {name}", name=record.witness) if record.witness else "",
                         record.instrument or text("no instrument recorded")),
        ),
    )  # fmt: skip


def _step(record: FibreEndFace, place: int, each: Attempt) -> Step:
    wet = text("ended dry") if each.dried else ""
    strokes = counted("{n} stroke", "{n} strokes", each.strokes) if each.strokes is not None else ""
    return Step(
        number=str(place),
        at=moment(each.at),
        step=_word(each.step),
        result=_word(each.result) or NOT_APPLICABLE,
        found=joined(_counted(each.zones), _word(each.debris), each.note, by="; ") or NOT_APPLICABLE,
        means=joined(each.cleaner or each.tool, each.tool_serial, each.solvent, strokes, wet) or NOT_APPLICABLE,
        person=each.person or record.person,
        image=each.image.sha256[:8] if each.image else NOT_APPLICABLE,
    )


def _word(word: str) -> str:
    return _WORDS.get(word, word)


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
    found = record.found.get(image.file)
    there = NOT_DONE if found is None else PASS if found == image.sha256 else FAIL
    return Image(file=image.file, sha256=image.sha256, there=there)


def _inspected_mark(link: FibreLink, record: FibreEndFace) -> Mark:
    """Return the worse of what the record says and of what its last count is by the criteria."""
    last = _last(record)
    table = table_of(record, link)
    over = isinstance(table, EndFaceTable) and last is not None and any(excesses(table, last))
    return worst((recorded(record, NOT_CHECKED), FAIL if over else PASS)) or NOT_CHECKED


def _last(record: FibreEndFace) -> Attempt | None:
    return next((each for each in reversed(record.attempts) if each.step == "inspect"), None)


def _judged(record: FibreEndFace, table: EndFaceTable | str) -> str:
    last = _last(record)
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


def _criteria(records: Sequence[FibreEndFace], link: FibreLink) -> Iterator[CriteriaTable]:
    """Yield each set of limits that a record names, once."""
    seen: dict[str, EndFaceTable | str] = {}
    for record in records:
        table = table_of(record, link)
        seen.setdefault(table if isinstance(table, str) else table.name, table)
    for table in seen.values():
        if isinstance(table, str):
            yield CriteriaTable(name="", source="", rows=(), why=table)
        else:
            rows = tuple(
                ZoneRow(
                    zone=zone,
                    size=_band(each.from_um, each.up_to_um),
                    scratches=_allowed(each.scratches),
                    defects=_allowed(each.defects),
                )
                for zone, each in table.zones.items()
            )
            yield CriteriaTable(name=table.name, source=_source(table), rows=rows, why="")


def _source(table: EndFaceTable) -> str:
    how = {"derived": text("restored from a copy that lost its signs of inequality"), "public": text("a public copy")}
    known = table.source.provenance
    return joined(f"{table.source.document}, {table.source.clause}", how.get(known, known))


def _band(low: float | None, high: float | None) -> str:
    """Return a band of sizes in µm."""
    return span(low, high, "µm")


def _allowed(each: Sequence[Allowed]) -> str:
    return joined(*map(_one_allowed, each), by="; ") or text("no limit")


def _one_allowed(one: Allowed) -> str:
    sizes = one.sizes_um
    if sizes.above == 0:
        size: str = text("of any size")
    elif sizes.above:
        size = f"> {quantity(sizes.above, 'µm')}"
    else:
        size = _band(sizes.from_, sizes.up_to)
    return text("none {size}", size=size) if one.most == 0 else text("at most {n}: {size}", n=one.most, size=size)
