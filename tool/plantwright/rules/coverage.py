"""Where every entry of the catalogue lives: computed from the refs of rules, device types and procedures. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from plantwright.frozen import dataclass
from plantwright.rules.catalogue import Entry
from plantwright.rules.frame import Rule
from plantwright.site.catalog import DeviceType, Fact, Parameter, Table
from plantwright.site.procedures import Procedure


class Kind(StrEnum):
    """What holds an entry."""

    RULE = "rule"
    SCHEMA = "schema"
    CALCULATION = "calculation"
    CODE = "code"
    PARAMETER = "parameter"
    REGISTER = "register"
    LINE = "procedure"
    STEP = "step"
    FACT = "fact"
    TABLE = "table"


class Status(StrEnum):
    """What the tool does about an entry. STATED: a fact is shown, and no more is asked; OPEN is a gap."""

    HELD = "held"
    PARTLY = "partly held"
    STATED = "stated"
    NOT_YET = "not yet"
    LEFT_OUT = "left out"
    OPEN = "open"


AUTOMATIC = frozenset({Kind.RULE, Kind.SCHEMA, Kind.CALCULATION, Kind.CODE})
BY_A_PERSON = frozenset({Kind.LINE, Kind.STEP})
ONLY_STATED = frozenset({Kind.FACT, Kind.TABLE})
"""A number that nobody compares: enough for information, records and design choices, not for a demand."""
CONTENT_WITH_A_FACT = frozenset("IRD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """One place where an entry lives: a rule's id, `clr8g/parameters.ramp_time_s`, `clr8g/CLR-S01`, `PCT-010`, ..."""

    kind: Kind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """An entry with all its homes. `stale`: it has what its reason says it lacks."""

    entry: Entry
    homes: tuple[Home, ...]

    @property
    def status(self) -> Status:
        if self.entry.left_out:
            return Status.LEFT_OUT
        if self.entry.later:
            return Status.NOT_YET
        if self._kinds - ONLY_STATED:
            return Status.PARTLY if self.entry.partly else Status.HELD
        return Status.STATED if self.homes and self.entry.kind in CONTENT_WITH_A_FACT else Status.OPEN

    @property
    def stale(self) -> bool:
        lacking = AUTOMATIC | BY_A_PERSON if self.entry.left_out else AUTOMATIC
        return bool((self.entry.left_out or self.entry.later) and self._kinds & lacking)

    @property
    def _kinds(self) -> frozenset[Kind]:
        return frozenset(home.kind for home in self.homes)


Refs = tuple[str, ...]
Named = Iterator[tuple[Home, Refs]]


def coverage(entries: Mapping[str, Entry], homes: Iterable[tuple[Home, Refs]]) -> tuple[Covered, ...]:
    """Return every entry with its homes, in the order of the catalogue."""
    found = by_entry(homes)
    return tuple(Covered(entry=entry, homes=(*found.get(entry.id, ()), *_own(entry))) for entry in entries.values())


def by_entry(homes: Iterable[tuple[Home, Refs]]) -> Mapping[str, tuple[Home, ...]]:
    """Return the homes by the entry they name, also by entries that do not exist."""
    found: dict[str, list[Home]] = defaultdict(list)
    for home, refs in homes:
        for ref in refs:
            found[ref].append(home)
    return {ref: tuple(each) for ref, each in found.items()}


def all_homes(
    rules: Iterable[Rule], types: Iterable[DeviceType], procedures: Iterable[Procedure]
) -> Iterator[tuple[Home, Refs]]:
    """Yield everything that refers to the catalogue, with its refs."""
    yield from ((Home(kind=Kind.RULE, name=each.id), each.refs) for each in rules)
    for kind in types:
        yield from _of_type(kind)
    for procedure in procedures:
        yield from _of_procedure(procedure)


def summary(rows: Iterable[Covered]) -> Mapping[str, int]:
    """Return the number of entries by status, every status named."""
    counted = Counter(row.status for row in rows)
    return {str(status): counted[status] for status in Status}


def by_home(rows: Iterable[Covered]) -> Mapping[str, int]:
    """Return the number of entries that have a home of each kind; an entry with several counts in each."""
    counted = Counter(kind for row in rows for kind in {home.kind for home in row.homes})
    return {str(kind): counted[kind] for kind in Kind}


def _of_type(kind: DeviceType) -> Named:
    yield from _of_parts(kind, "parameters", Kind.PARAMETER, kind.parameters)
    yield from _of_parts(kind, "registers", Kind.REGISTER, kind.registers)
    yield from _of_parts(kind, "ratings", Kind.FACT, kind.ratings)
    yield from _of_parts(kind, "environment", Kind.FACT, kind.environment)
    yield from _of_parts(kind, "tables", Kind.TABLE, kind.tables)
    yield from ((Home(kind=Kind.STEP, name=f"{kind.type}/{step.id}"), step.refs) for step in kind.steps)


def _of_parts(kind: DeviceType, part: str, home: Kind, named: Mapping[str, Parameter | Fact | Table]) -> Named:
    return ((Home(kind=home, name=f"{kind.type}/{part}.{name}"), each.refs) for name, each in named.items())


def _of_procedure(procedure: Procedure) -> Named:
    return ((Home(kind=Kind.LINE, name=line.id), line.refs) for line in procedure.lines)


def _own(entry: Entry) -> Iterator[Home]:
    """Yield what the entry itself names, as it cannot refer back."""
    named = {Kind.SCHEMA: entry.schema, Kind.CALCULATION: entry.calculation, Kind.CODE: entry.code}
    for kind, names in named.items():
        yield from (Home(kind=kind, name=name) for name in names)
