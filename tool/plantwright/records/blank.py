"""Blank records: what a person has to fill in for the lines of the procedures, and how its fields are named. Pure.

A field is named `<kind>/<object>/<path>`, with the part in between where an object needs several records of a kind: a
procedure, the end of a fibre link, a milestone. `insulation-test/M101/measurements[0].between` imports by that name.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from plantwright.findings.verdict import Path
from plantwright.records.entry import kind_for
from plantwright.records.proposals import as_last
from plantwright.records.questions import asked_below, keys_in_order, measures, resolved, schema_of
from plantwright.rules.say import span
from plantwright.site.model import Site
from plantwright.site.procedures import Line
from plantwright.site.published import Schema
from plantwright.site.records import in_force
from plantwright.site.tasks import Task
from plantwright.site.wording import dotted

MOMENT = ("date", "time", "zone")
"""The parts in which a form asks for the time of a record, behind its path."""

SUBJECTS = {"milestone": "milestone", "sign-off": "role", "handover": "item"}
"""The key that says what a record is about, where an object needs one for each."""


class Blank(NamedTuple):
    """A record to fill in. `lines` are what it proves, `given` what is known before: paths and values."""

    kind: str
    object: str
    part: str
    lines: tuple[Line, ...]
    given: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """Return what the names of its fields begin with."""
        return "/".join(filter(None, (self.kind, self.object, self.part)))


class Entry(NamedTuple):
    """A value to fill in: its path in the record and its schema."""

    path: Path
    schema: Schema
    required: bool


class Grid(NamedTuple):
    """A list to fill in, a row for each item."""

    key: str
    schema: Schema
    rows: tuple[tuple[Entry, ...], ...]


def blanks(site: Site, tasks: Iterable[Task]) -> tuple[Blank, ...]:
    """Return the records that lines of procedures ask for, in the order of the lines."""
    found: dict[tuple[str, str, str, str], list[Line]] = {}
    for task in tasks:
        kind = kind_for(task.line)
        for part, given in _parts(site, kind, task):
            found.setdefault((kind, task.object, part, given), []).append(task.line)
    return tuple(
        Blank(kind, tag, part, tuple(lines), ((given, part),) if given else ())
        for (kind, tag, part, given), lines in found.items()
    )


def entries(blank: Blank) -> tuple[tuple[Entry, ...], tuple[Grid, ...]]:
    """Return the single values of a record and its lists; lines of procedures and files are not among them."""
    schema, known = schema_of(blank.kind), {path for path, _ in blank.given}
    never = {*_NEVER, *known, *(("result",) if blank.kind == "checklist" else ())}
    keys = [key for key in keys_in_order(blank.kind) if key not in never]
    single: list[Entry] = []
    grids: list[Grid] = []
    for key in keys:
        part = resolved(schema["properties"][key])
        if part.get("type") == "array":
            grids.append(_grid(blank.kind, key, part))
        else:
            single += _single((key,), part, required=key in schema["required"])
    return tuple(single), tuple(grids)


def name_of(blank: Blank, path: Path) -> str:
    """Return the name of the field of a value."""
    return f"{blank.key}/{dotted(path)}"


def asks_for(line: Line) -> tuple[str, ...]:
    """Return the keys of an entry of `checks` that a line of a procedure is filled in with."""
    return ("result", "value", "reason") if measures(line) else ("result", "reason")


def limit_of(line: Line) -> str:
    """Return the limit of a line in words, empty when it has none."""
    fact = line.limit
    if fact is None:
        return ""
    if fact.min is None and fact.max is None:
        return f"{', '.join(map(str, fact.values)) or fact.value} {fact.unit}".rstrip()
    return span(fact.min, fact.max, fact.unit)


def printed(site: Site, blank: Blank, path: Path) -> str:
    """Return the value that is printed into a field: a limit or criteria as in the last record, else nothing."""
    value = as_last(site, blank.kind, blank.object, path) if path[0] in _PRINTED else None
    return "" if value is None else str(value)


_NEVER = ("format", "record", "object", "supersedes", "reason", "checks", "predicted")
_PRINTED = ("limit", "criteria")
_ROWS = {"measurements": 9, "attempts": 9, "results": 9, "readings": 6}  # a table of maps
_SELDOM = ("strokes", "note")
_CELLS = 8  # a list of single values


def _parts(site: Site, kind: str, task: Task) -> Iterator[tuple[str, str]]:
    """Yield what tells the records of a kind at an object apart, and the key that says so in the record."""
    if kind == "checklist":
        yield task.procedure.name, ""
    elif kind in SUBJECTS:
        yield task.line.subject, SUBJECTS[kind]
    elif task.object in site.fibre_links and kind in ("fibre-end-face", "fibre-mating"):
        yield from ((end, "end") for end in _ends_left(site, kind, task))
    else:
        yield "", ""


def _ends_left(site: Site, kind: str, task: Task) -> Sequence[str]:
    """Return the ends of a link without a record that passed; all of them for a line that is done."""
    ends = tuple(site.fibre_links[task.object].ends)
    records = in_force(site.records.values())
    done = {each.data.get("end") for each in records if (each.kind, each.object) == (kind, task.object) and each.passed}
    return [end for end in ends if end not in done] or ends


def _single(path: Path, schema: Schema, *, required: bool) -> Iterator[Entry]:
    if schema.get("type") != "object":
        yield Entry(path, schema, required)
        return
    if "sha256" in schema.get("properties", {}):
        return
    for key in asked_below(path, schema):
        part = resolved(schema["properties"][key])
        yield from _single((*path, key), part, required=required and key in schema.get("required", ()))


def _grid(kind: str, key: str, schema: Schema) -> Grid:
    items = resolved(schema["items"])
    many = items.get("type") == "object"
    rows = (
        tuple(_columns((key, place), items, required=many)) for place in range(_ROWS.get(key, 6) if many else _CELLS)
    )
    return Grid(key, schema, tuple(rows))


def _columns(path: Path, schema: Schema, *, required: bool) -> Iterator[Entry]:
    """Yield the values of an item of a list but for those that are seldom needed: a sheet is only so wide."""
    yield from (each for each in _single(path, schema, required=required) if each.path[-1] not in _SELDOM)
