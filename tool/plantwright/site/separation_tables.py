"""The rule sets on the distance and the common run of power and data cables, in `schemas/tables/`."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from plantwright.findings.verdict import Source
from plantwright.frozen import dataclass
from plantwright.site.tables import Number, SeparationTable, separation_table, table_data, table_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A stretch of numbers, its ends in the words of the tables: `from` and `up_to` belong to it."""

    above: Number | None = None
    from_: Number | None = None
    up_to: Number | None = None
    below: Number | None = None

    def holds(self, value: Number) -> bool:
        return (
            (self.above is None or value > self.above)
            and (self.from_ is None or value >= self.from_)
            and (self.up_to is None or value <= self.up_to)
            and (self.below is None or value < self.below)
        )


Condition = bool | frozenset[str] | Band
"""What a property of a situation must be: a yes or no, one of some words, or a number in a band."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A distance, and what must be so that it is asked for."""

    minimum_mm: Number
    when: Mapping[str, Condition]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A number on which the copies of a document differ, and what was made of it."""

    place: str
    printed: str
    handling: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DistanceTable:
    """A rule set of plain distances. `data_kinds`: the cables it speaks of. `notes`: its conditions in words."""

    title: str
    data_kinds: frozenset[str]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelRun:
    """A rule set on how far data and power cables may share a route."""

    title: str
    data_kinds: frozenset[str]
    longest_m: Number
    longest_beside_thyristor_feeder_m: Number
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthBudget:
    """How much weighted length a network segment may have, and what the ways of laying it weigh.

    `metal_trunking_from_m`: longer ways outside of cabinets lie in metal.
    """

    title: str
    budget_m: Mapping[str, Number]
    factors: Mapping[str, Number]
    metal_trunking_from_m: Number
    source: Source


RuleSet = SeparationTable | DistanceTable | ParallelRun | LengthBudget

LENGTH_BUDGET = "schneider-emc-length"


@cache
def rule_set(name: str) -> RuleSet | None:
    """Return the rule set of a name in `standards.separation`, None for an unknown one."""
    if name not in table_names():
        return None
    data = table_data(name)
    if name == LENGTH_BUDGET:
        return length_budget()
    if "rows" in data and "data_kinds" in data:
        return _distances(data)
    return _parallel_run(data) if "parallel_run" in data else separation_table(name)


@cache
def rule_sets() -> tuple[str, ...]:
    """Return the names of all rule sets."""
    return tuple(name for name in table_names() if rule_set(name))


@cache
def length_budget() -> LengthBudget:
    """Return the budget of the EMC length of Schneider Electric."""
    data = table_data(LENGTH_BUDGET)
    return LengthBudget(
        title=data["title"],
        budget_m=data["budget_m"],
        factors={name: row["factor"] for name, row in data["factors"].items()},
        metal_trunking_from_m=data["metal_trunking_from_m"],
        source=Source(**data["source"]),
    )


def _distances(data: Mapping[str, Any]) -> DistanceTable:
    sources = {key: Source(**source) for key, source in data["sources"].items()}
    return DistanceTable(
        title=data["title"],
        data_kinds=frozenset(data["data_kinds"]),
        rows=tuple(_row(row, sources) for row in data["rows"]),
        notes=tuple(data["notes"]),
        conflicts=tuple(Conflict(**each) for each in data.get("conflicts", ())),
    )


def _row(row: Mapping[str, Any], sources: Mapping[str, Source]) -> Row:
    when = {name: _condition(each) for name, each in row["when"].items()}
    return Row(minimum_mm=row["minimum_mm"], when=when, source=sources[row["source"]])


def _condition(each: Any) -> Condition:
    if isinstance(each, Mapping):
        return Band(**{"from_" if key == "from" else key: value for key, value in each.items()})
    return each if isinstance(each, bool) else frozenset([each] if isinstance(each, str) else each)


def _parallel_run(data: Mapping[str, Any]) -> ParallelRun:
    run = data["parallel_run"]
    return ParallelRun(
        title=data["title"],
        data_kinds=frozenset(data["data_kinds"]),
        longest_m=run["longest_m"],
        longest_beside_thyristor_feeder_m=run["longest_beside_thyristor_feeder_m"],
        source=Source(**run["source"]),
    )
