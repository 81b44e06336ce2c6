"""The published tables of `schemas/tables/`: every number with its document."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from plantwright.findings.verdict import Source
from plantwright.frozen import dataclass
from plantwright.resources import folder
from plantwright.site.shipped import read_shipped

Number = float | int

GG_GATES = "gg-gates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Base separation S in mm of one segregation class, by the barrier between the cables."""

    by_barrier: Mapping[str, Number]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The least distance to a source of disturbance that is no power cable."""

    minimum_mm: Number
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SeparationTable:
    """A rule set for the separation of power and IT cables, A = S x P.

    `barriers`: containment of a route -> barrier. `power_factor`: (largest number of circuits, P), None for "and more".
    `neighbours`: other sources of disturbance by kind.
    """

    title: str
    barriers: Mapping[str, str]
    base_mm: Mapping[str, Base]
    power_factor: tuple[tuple[int | None, Number], ...]
    neighbours: Mapping[str, Near]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateTable:
    """Time-current gates in A by rated current, each in the order of `columns`."""

    title: str
    columns: tuple[str, ...]
    rows: Mapping[float, tuple[Number, ...]]
    source: Source


def table_names() -> tuple[str, ...]:
    """Return the names of the tables that come with plantwright."""
    return tuple(sorted(path.stem for path in (folder("schemas") / "tables").glob("*.yaml")))


@cache
def separation_table(name: str) -> SeparationTable | None:
    """Return a separation rule set by its name in `standards.separation`, None for an unknown one."""
    data = table_data(name) if name in table_names() else {}
    if "base_separation_mm" not in data:
        return None
    return SeparationTable(
        title=data["title"],
        barriers=data["barriers"],
        base_mm={key: _base(row) for key, row in data["base_separation_mm"].items()},
        power_factor=tuple((row.get("circuits_max"), row["factor"]) for row in data["power_factor"]["rows"]),
        neighbours={key: _near(row) for key, row in data["neighbours"].items()},
    )


@cache
def gate_table() -> GateTable:
    """Return the gates of gG fuse links."""
    data = table_data(GG_GATES)
    rows = {float(size): tuple(cells) for size, cells in data["rows"].items()}
    return GateTable(title=data["title"], columns=tuple(data["columns"]), rows=rows, source=Source(**data["source"]))


def _near(row: Mapping[str, Any]) -> Near:
    return Near(minimum_mm=row["minimum_mm"], source=Source(**row["source"]))


def _base(row: Mapping[str, Any]) -> Base:
    return Base(
        by_barrier={key: value for key, value in row.items() if key != "source"}, source=Source(**row["source"])
    )


def data_of(path: Path) -> Mapping[str, Any]:
    """Return what a file of facts holds; raise ValueError when it cannot be read."""
    loaded = read_shipped(path)
    if loaded.root is None:
        raise ValueError(f"{path.name} cannot be read: {'; '.join(problem.message for problem in loaded.problems)}")
    return loaded.root


@cache
def table_data(name: str) -> Mapping[str, Any]:
    """Return what the table of a name holds, read once."""
    return data_of(folder("schemas") / "tables" / f"{name}.yaml")
