"""What was counted on an end face against the zone criteria of IEC 61300-3-35."""

from collections.abc import Iterator
from typing import NamedTuple

from plantwright.rules.say import span
from plantwright.site.end_face_tables import Allowed, EndFaceTable, end_face_criteria
from plantwright.site.model import FibreLink, Number
from plantwright.site.records import Attempt, FibreEndFace


class Excess(NamedTuple):
    """More marks of a size in a zone than a table allows; `kind` is "scratches" or "defects"."""

    zone: str
    kind: str
    number: int
    allowed: Allowed

    @property
    def key(self) -> str:
        return f"{self.kind}_um"

    def __str__(self) -> str:
        sizes = self.allowed.sizes_um
        size = f"above {sizes.above} µm" if sizes.above else "of " + span(sizes.from_, sizes.up_to, "µm")
        size = "of any size" if sizes.above == 0 else size
        what = f"number of {self.kind} {size} in zone {self.zone}"
        return f"the {what} is {self.number}, at most {self.allowed.most} allowed"


def polish_of(record: FibreEndFace, link: FibreLink) -> str:
    """Return the polish as the record says, else as the site does."""
    end = link.ends.get(record.end)
    return record.polish or (end.polish if end else "")


def table_of(record: FibreEndFace, link: FibreLink) -> EndFaceTable | str:
    """Return the table that an end face is judged by, or why there is none.

    A record that names no table has the first one for its fibre and polish, which is the strictest; where the polish
    is not known either and decides, nothing is judged.
    """
    criteria, known = record.criteria, end_face_criteria()
    if criteria.standard != known.standard:
        return f"no document read states the limits of {criteria.standard}"
    if not criteria.edition:
        return "the edition of the criteria is not recorded"
    if criteria.table and criteria.table not in known.tables:
        return f"{criteria.table} is no table of {known.standard}"
    named = [known.tables[criteria.table]] if criteria.table else list(known.tables.values())
    found = [each for each in named if each.edition == criteria.edition and not misfit(each, record, link)]
    if not polish_of(record, link) and len({each.polishes for each in found}) > 1:
        return "neither the table of its criteria nor its polish is recorded"
    if found:
        return found[0]
    why = known.unread.get(criteria.edition, "its numbers for this fibre and polish were not read")
    return f"edition {criteria.edition} of {known.standard}: {why}"


def misfit(table: EndFaceTable, record: FibreEndFace, link: FibreLink) -> str:
    """Return what a table is not made for, fibre or polish, empty when it fits or nothing is known."""
    polish = polish_of(record, link)
    if link.fibre not in table.fibres:
        return link.fibre
    return polish if polish and polish not in table.polishes else ""


def excesses(table: EndFaceTable, attempt: Attempt) -> Iterator[Excess]:
    """Yield everything counted that the table does not allow."""
    for zone, limits in table.zones.items():
        if zone in attempt.zones:
            counted = attempt.zones[zone]
            yield from _over(zone, "scratches", counted.scratches_um, limits.scratches)
            yield from _over(zone, "defects", counted.defects_um, limits.defects)


def uncounted(table: EndFaceTable, attempt: Attempt) -> tuple[str, ...]:
    """Return the zones that have limits and were not counted."""
    limited = [zone for zone, limits in table.zones.items() if limits.scratches or limits.defects]
    return tuple(zone for zone in limited if zone not in attempt.zones)


def _over(zone: str, kind: str, sizes: tuple[Number, ...], allowed: tuple[Allowed, ...]) -> Iterator[Excess]:
    for each in allowed:
        number = sum(each.sizes_um.holds(size) for size in sizes)
        if number > each.most:
            yield Excess(zone, kind, number, each)
