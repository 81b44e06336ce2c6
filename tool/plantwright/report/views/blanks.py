"""Blank checklists: what is still to do at what belongs together, with a field for everything that is filled in."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from plantwright.records.blank import (
    MOMENT,
    SUBJECTS,
    Blank,
    Entry,
    Grid,
    asks_for,
    blanks,
    entries,
    limit_of,
    name_of,
    printed,
)
from plantwright.records.form_file import IDENTITY, identity
from plantwright.records.questions import schema_at, schema_of
from plantwright.report.language import text
from plantwright.report.text import NOT_APPLICABLE, joined, word
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.site.model import Site
from plantwright.site.procedures import Line, shipped_procedures
from plantwright.site.published import Schema
from plantwright.site.tasks import PLANT, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value that may be chosen: its code in the record, and the words for it."""

    code: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A field: its `name` in the form, the words shown beside it, what is printed into it, and what may be chosen."""

    name: str
    tip: str
    text: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A single value: `hint` says what is allowed, `boxes` are its parts, `needed` that it cannot be left out."""

    label: str
    hint: str
    boxes: tuple[Box, ...]
    needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A line of a procedure. `boxes`: result, value and reason, without a name where a line does not ask for it."""

    id: str
    text: str
    who: str
    hold: bool
    limit: str
    source: str
    unit: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The head of a column: its name with its unit, and what may stand below it."""

    name: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPage:
    """A list to fill in, a row for each item."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankPage:
    """A record to fill in: `lines` it proves, `values` that were found, `conditions` under which."""

    title: str
    about: str
    lines: tuple[LineRow, ...]
    checked: bool
    values: tuple[Value, ...]
    grids: tuple[GridPage, ...]
    conditions: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankSheets:
    """The records of one object to fill in; `fillable`: with fields that a program fills in."""

    frame: Frame
    fillable: bool
    identity: Box
    blanks: tuple[BlankPage, ...]


def blank_sheets(dossier: Dossier, frame: Frame, tasks: tuple[Task, ...], *, fillable: bool) -> BlankSheets:
    """Return the blank records that prove lines of procedures."""
    found = blanks(dossier.site, tasks)
    pages = tuple(_page(dossier.site, each) for each in found)
    shown = {box.name: box.text for page in pages for box in _boxes(page) if box.text}
    about = identity(dossier.site, frame.number, frame.revision, found, shown)
    box = Box(name=IDENTITY, tip=frame.number, text=json.dumps(about, ensure_ascii=False, separators=(",", ":")))
    return BlankSheets(frame=frame, fillable=fillable, identity=box, blanks=pages)


_TITLES: Mapping[str, str] = {
    "checklist": text("Checklist"),
    "torque": text("Torque of joints"),
    "insulation-test": text("Insulation test"),
    "insulation-monitoring": text("Insulation monitoring"),
    "bus-check": text("Bus check"),
    "current-chain": text("Current measuring chain"),
    "first-start": text("First start"),
    "copper-certificate": text("Copper certificate"),
    "fibre-end-face": text("Fibre end face"),
    "fibre-mating": text("Fibre mating"),
    "fibre-link-loss": text("Fibre link loss"),
    "milestone": text("Milestone"),
    "sign-off": text("Sign-off"),
    "handover": text("Handover"),
}
_CONDITIONS = ("person", "at", "instrument", "ambient_c", "humidity_percent", "organisation", "witness", "note")
_MOMENT = dict(zip(MOMENT, ("YYYY-MM-DD", "hh:mm", "+hh:mm"), strict=True))


def _page(site: Site, blank: Blank) -> BlankPage:
    single, grids = entries(blank)
    values = {entry.path: _value(site, blank, entry) for entry in single}
    conditions = tuple(values[key,] for key in _CONDITIONS if (key,) in values)
    return BlankPage(
        title=_TITLES[blank.kind],
        about=joined(word(blank.object), _title_of(site, blank.object), _part(blank)),
        lines=tuple(_row(blank, place, line) for place, line in enumerate(blank.lines)),
        checked=blank.kind == "checklist",
        values=tuple(value for path, value in values.items() if path[0] not in _CONDITIONS),
        grids=tuple(_grid(site, blank, each) for each in grids),
        conditions=conditions,
    )


def _title_of(site: Site, tag: str) -> str:
    item = site.item(tag)
    return item.title if item and tag != PLANT else site.identity.name if tag == PLANT else ""


def _part(blank: Blank) -> str:
    """Return what tells a record from others of its kind at the same object, as people say it."""
    if blank.kind == "checklist":
        return text(shipped_procedures()[blank.part].title)
    said = text if blank.kind in SUBJECTS else word
    return joined(*(joined(_plain_key(key), said(value), by=" ") for key, value in blank.given))


def _boxes(page: BlankPage) -> Iterator[Box]:
    for value in (*page.values, *page.conditions):
        yield from value.boxes
    for grid in page.grids:
        for row in grid.rows:
            yield from row


def _row(blank: Blank, place: int, line: Line) -> LineRow:
    limit = line.limit
    source = str(limit.source) if limit else str(line.source)
    return LineRow(
        id=line.id,
        text=text(line.text),
        who=text(line.who),
        hold=line.hold,
        limit=limit_of(line) or NOT_APPLICABLE,
        source=source,
        unit=limit.unit if limit else "",
        boxes=tuple(_check_box(blank, place, line, key) for key in ("result", "value", "reason")),
    )


def _check_box(blank: Blank, place: int, line: Line, key: str) -> Box:
    """Return the field of a line; one that the line does not ask for has no name."""
    path = ("checks", place, key)
    if blank.kind != "checklist" or key not in asks_for(line):
        return Box(name="", tip="")
    choices = _chosen((schema_at(blank.kind, path) or {}).get("enum", ()))
    return Box(name=name_of(blank, path), tip=joined(line.id, _plain_key(key), by=" "), choices=choices)


def _value(site: Site, blank: Blank, entry: Entry) -> Value:
    label = joined(*map(_plain_key, entry.path[:-1]), _words(entry.schema), by=": ")
    if entry.path == ("at",):
        boxes = tuple(
            Box(name=f"{name_of(blank, entry.path)}.{part}", tip=joined(text(part), form, by=": "))
            for part, form in _MOMENT.items()
        )
        return Value(label=label, hint="  ".join(_MOMENT.values()), boxes=boxes, needed=True)
    box = _box(site, blank, entry, label)
    return Value(label=label, hint=_hint(entry.schema), boxes=(box,), needed=entry.required)


def _box(site: Site, blank: Blank, entry: Entry, tip: str) -> Box:
    return Box(
        name=name_of(blank, entry.path),
        tip=tip,
        text=printed(site, blank, entry.path),
        choices=_choices(site, blank, entry),
    )


def _choices(site: Site, blank: Blank, entry: Entry) -> tuple[Choice, ...]:
    key = entry.path[-1]
    if key == "instrument":
        wanted = schema_of(blank.kind).get("x-instrument", ())
        return tuple(
            Choice(code=tag, words=tag) for tag, tool in site.instruments.items() if not wanted or tool.kind in wanted
        )
    if key == "probe":
        return tuple(Choice(code=tag, words=tag) for tag in site.probes)
    if entry.schema.get("type") == "boolean":
        return _chosen(("yes", "no"))
    return _chosen(entry.schema.get("enum", ()))


def _chosen(codes: Iterable[object]) -> tuple[Choice, ...]:
    return tuple(Choice(code=str(each), words=word(str(each))) for each in codes)


def _hint(schema: Schema) -> str:
    """Return what is allowed, empty where the words of a value say it."""
    if schema.get("type") == "boolean":
        return joined(text("yes"), text("no"))
    if schema.get("format") == "date":
        return "YYYY-MM-DD"
    if schema.get("format") == "date-time":
        return "hh:mm"
    return joined(*(each.words for each in _chosen(schema.get("enum", ()))))


def _plain_key(key: str | int) -> str:
    """Return the key of a map of values as words, without the unit at its end: `highest current`."""
    words = str(key).split("_")
    return word(" ".join(words[:-1] if words[-1] in ("a", "c", "v") else words))


def _words(schema: Schema) -> str:
    """Return what a value is; the form of a date stands below it."""
    return text(str(schema.get("description", "")).replace("`", "").partition(": YYYY")[0].rstrip("."))


def _grid(site: Site, blank: Blank, grid: Grid) -> GridPage:
    return GridPage(
        title=_words(grid.schema),
        columns=tuple(Column(name=_head(entry), hint=_hint(entry.schema)) for entry in grid.rows[0]),
        rows=tuple(
            tuple(_box(site, blank, entry, joined(str(number), _words(entry.schema), by=": ")) for entry in row)
            for number, row in enumerate(grid.rows, start=1)
        ),
    )


def _head(entry: Entry) -> str:
    """Return the name of a column with its unit: `resistance / MΩ`."""
    unit = str(entry.schema.get("x-unit", ""))
    return joined(_name(entry), unit, by=" / ")


def _name(entry: Entry) -> str:
    """Return the name of a column without its unit; of a list of single values what they are."""
    name = " ".join(key for key in entry.path[1:] if isinstance(key, str))
    unit = entry.schema.get("x-unit", "")
    return word((name.rpartition("_")[0] if unit and "_" in name else name).replace("_", " ")) or _words(entry.schema)


def labels() -> Iterator[str]:
    """Yield every text of the schema that a blank record of any kind shows, for the catalogues."""
    for kind in _TITLES:
        single, grids = entries(Blank(kind, "", "", (), ()))
        cells = tuple(entry for grid in grids for entry in grid.rows[0])
        yield from (_words(grid.schema) for grid in grids)
        yield from (_words(entry.schema) for entry in (*single, *cells))
        yield from (_plain_key(key) for entry in single for key in entry.path[:-1])
        yield from map(_name, cells)
