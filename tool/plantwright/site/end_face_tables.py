"""What may be seen on a fibre end face and how it is cleaned: the published limits in `schemas/tables/`."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from plantwright.findings.verdict import Source
from plantwright.frozen import dataclass
from plantwright.resources import folder
from plantwright.site.limit_tables import Stated
from plantwright.site.separation_tables import Band
from plantwright.site.tables import Number, data_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """How many of the sizes in a band, in µm, a zone may have."""

    sizes_um: Band
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneLimits:
    """What a zone between two diameters may have of each kind; a size that no band holds is not limited."""

    from_um: Number
    up_to_um: Number
    scratches: tuple[Allowed, ...]
    defects: tuple[Allowed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndFaceTable:
    """The criteria of one edition for some fibres and polishes, zone by zone from the core outwards."""

    name: str
    edition: str
    fibres: frozenset[str]
    polishes: frozenset[str]
    zones: Mapping[str, ZoneLimits]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class EndFaceCriteria:
    """The tables of a standard by name. `unread`: its editions without numbers here, and why."""

    standard: str
    tables: Mapping[str, EndFaceTable]
    unread: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaning:
    """Limits of cleaning by name, and the tools that are not to be used, each with its source."""

    limits: Mapping[str, Stated]
    unsuitable: Mapping[str, Source]


@cache
def end_face_criteria() -> EndFaceCriteria:
    """Return the visual criteria of end faces."""
    data = _table("fibre-end-face")
    sources = {key: Source(**source) for key, source in data["sources"].items()}
    return EndFaceCriteria(
        standard=data["standard"],
        tables={name: _criteria(name, row, sources[row["source"]]) for name, row in data["tables"].items()},
        unread=data["editions"],
    )


@cache
def cleaning() -> Cleaning:
    """Return the limits of cleaning an end face."""
    data = _table("fibre-cleaning")
    document: str = data["document"]
    return Cleaning(
        limits={name: _limit(document, **row) for name, row in data["limits"].items()},
        unsuitable={name: _source(document, row) for name, row in data["unsuitable_tools"].items()},
    )


def _limit(document: str, value: Number, **place: str) -> Stated:
    return Stated(value=value, source=_source(document, place))


def _source(document: str, row: Mapping[str, str]) -> Source:
    return Source(document=document, **row)


def _criteria(name: str, row: Mapping[str, Any], source: Source) -> EndFaceTable:
    return EndFaceTable(
        name=name,
        edition=row["edition"],
        fibres=frozenset(row["fibres"]),
        polishes=frozenset(row["polishes"]),
        zones={zone: _zone(limits) for zone, limits in row["zones"].items()},
        source=source,
    )


def _zone(row: Mapping[str, Any]) -> ZoneLimits:
    kinds = {kind: tuple(map(_allowed, row.get(kind, ()))) for kind in ("scratches", "defects")}
    return ZoneLimits(from_um=row["from_um"], up_to_um=row["up_to_um"], **kinds)


def _allowed(row: Mapping[str, Any]) -> Allowed:
    ends = {"above": row.get("above"), "from_": row.get("from"), "up_to": row.get("up_to")}
    return Allowed(sizes_um=Band(**ends), most=row["most"])


def _table(name: str) -> Mapping[str, Any]:
    return data_of(folder("schemas") / "tables" / f"{name}.yaml")
