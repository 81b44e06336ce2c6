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
from plantwright.rules.records.recorded_setting_differs import by_person, entered
from plantwright.rules.say import span
from plantwright.site.model import Site
from plantwright.site.procedures import Line
from plantwright.site.published import Schema
from plantwright.site.records import Punch, in_force, of_kind
from plantwright.site.tasks import Task
from plantwright.site.wording import dotted

MOMENT = ("date", "time", "zone")
"""The parts in which a form asks for the time of a record, behind its path."""

SUBJECTS = {"milestone": "milestone", "sign-off": "role", "handover": "item"}
"""The key that says what a record is about, where an object needs one for each."""


class Blank(NamedTuple):
    """A record to fill in. `lines` are what it proves, `given` what is known before: paths and values.

    `settings`: the parameters that are read at a device, by name. `shared`: what the names of those fields begin with
    that several records have in common, such as the person.
    """

    kind: str
    object: str
    part: str
    lines: tuple[Line, ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    settings: tuple[str, ...] = ()
    shared: str = ""

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


def setting_blanks(site: Site, *, every: bool) -> tuple[Blank, ...]:
    """Return a record for each device with settings that only a person can enter: all, or those without a record."""
    known = entered(site)
    found = (
        (device.tag, tuple(name for name in by_person(device) if every or (device.tag, name) not in known))
        for device in site.devices()
    )
    return tuple(Blank("manual-step", tag, "", settings=names) for tag, names in found if names)


def calibration_blanks(tags: Iterable[str]) -> tuple[Blank, ...]:
    """Return a record of a calibration for each of some instruments."""
    return tuple(Blank("calibration", tag, "") for tag in tags)


def point_blanks(tag: str) -> tuple[Blank, ...]:
    """Return records for points of the punch list that are found at what a form is about; `tag` may be PLANT."""
    shared = f"punch/{tag}"
    return tuple(Blank("punch", tag, str(number), shared=shared) for number in range(1, _POINTS + 1))


def open_point_blanks(site: Site) -> tuple[Blank, ...]:
    """Return a correction of each point of the punch list that nobody closed, or closed and nobody verified."""
    points = of_kind(in_force(site.records.values()), Punch)
    return tuple(
        Blank("punch", each.object, each.name, given=(("supersedes", each.name), ("reason", "closed or verified")))
        for each in points
        if not (each.closed and each.verified)
    )


def entries(blank: Blank) -> tuple[tuple[Entry, ...], tuple[Grid, ...]]:
    """Return the single values of a record and its lists; lines of procedures and files are not among them."""
    schema, keys = schema_of(blank.kind), _keys(blank)
    single: list[Entry] = []
    grids: list[Grid] = []
    for key in keys:
        part = resolved(schema["properties"][key])
        if part.get("type") == "array":
            grids += _grids(key, part)
        else:
            single += _single((key,), part, required=key in schema["required"])
    return tuple(single), tuple(grids)


def _keys(blank: Blank) -> Sequence[str]:
    """Return the keys of a record that are filled in; of a correction those that the point of the list has not."""
    known = {path for path, _ in blank.given}
    if "supersedes" in known:
        return _ENDS
    never = {*_NEVER, *known, *_NOT_OF.get(blank.kind, ())}
    keys = [key for key in keys_in_order(blank.kind) if key not in never]
    return ["object", *keys] if blank.shared else keys


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
_ENDS = ("closed", "verified")  # of a point of the punch list
_AIR = ("ambient_c", "humidity_percent")
_NOT_OF = {
    "checklist": ("result",),
    "manual-step": ("step", "parameter", "value", "as_found", "settings", "result", *_AIR, "instrument"),
    "calibration": _AIR,
    "punch": _ENDS,
}
_PRINTED = ("limit", "criteria")
_ROWS = {"measurements": 9, "attempts": 9, "results": 9, "readings": 6}  # a table of maps
_SELDOM = {"attempts": ("strokes", "note", "zones")}  # in a table of their own: a sheet is only so wide
_POINTS = 5  # of the punch list
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


def _grids(key: str, schema: Schema) -> Iterator[Grid]:
    """Yield the list of a key; what is seldom needed of its items in a second one."""
    items = resolved(schema["items"])
    many = items.get("type") == "object"
    rows = [
        tuple(_single((key, place), items, required=many)) for place in range(_ROWS.get(key, 6) if many else _CELLS)
    ]
    seldom = _SELDOM.get(key, ())
    yield Grid(key, schema, tuple(tuple(each for each in row if each.path[-1] not in seldom) for row in rows))
    if seldom:
        beside = [[each for each in row if each.path[-1] in seldom] for row in rows]
        zones = [_zones((key, place, "zones"), resolved(items["properties"]["zones"])) for place in range(len(rows))]
        both = tuple((*counted, *others) for counted, others in zip(zones, beside, strict=True))
        yield Grid(key, items["properties"]["zones"], both)


def _zones(path: Path, schema: Schema) -> Iterator[Entry]:
    """Yield what is counted in each zone: a list in one field."""
    for zone, below in schema["properties"].items():
        for key, each in resolved(below)["properties"].items():
            yield Entry((*path, zone, key), each, False)
