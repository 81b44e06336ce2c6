"""The criteria that fibre end faces are judged by: what is allowed in each zone, and which editions were not read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.text import joined, quantity, span
from plantwright.rules.fibre.zones import table_of
from plantwright.site.end_face_tables import Allowed, EndFaceTable, end_face_criteria
from plantwright.site.model import FibreLink
from plantwright.site.records import FibreEndFace


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


def criteria_tables(records: Sequence[FibreEndFace], link: FibreLink) -> Iterator[CriteriaTable]:
    """Yield each set of limits that a record names, once."""
    seen: dict[str, EndFaceTable | str] = {}
    for record in records:
        table = table_of(record, link)
        seen.setdefault(table if isinstance(table, str) else table.name, table)
    for table in seen.values():
        if isinstance(table, str):
            yield CriteriaTable(name="", source="", rows=(), why=table)
        else:
            yield CriteriaTable(name=table.name, source=_source(table), rows=tuple(_rows(table)), why="")


def _rows(table: EndFaceTable) -> Iterator[ZoneRow]:
    for zone, each in table.zones.items():
        size = _band(each.from_um, each.up_to_um)
        yield ZoneRow(zone=zone, size=size, scratches=_allowed(each.scratches), defects=_allowed(each.defects))


def unread_editions() -> Iterator[str]:
    """Yield which editions of the criteria were not read, and why."""
    criteria = end_face_criteria()
    for edition, why in criteria.unread.items():
        yield text(
            "Edition {edition} of {standard}: {why}.", edition=edition, standard=criteria.standard, why=text(why)
        )


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
