"""Blank checklists: what is still to do at what belongs together, with a field for everything that is filled in."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from plantwright.records.blank import (
    MOMENT,
    SUBJECTS,
    Blank,
    Entry,
    Grid,
    asks_for,
    blanks,
    calibration_blanks,
    entries,
    name_of,
    open_point_blanks,
    point_blanks,
    printed,
    setting_blanks,
)
from plantwright.records.form_file import IDENTITY, identity
from plantwright.records.questions import schema_at, schema_of
from plantwright.report.language import Text, text
from plantwright.report.text import NOT_APPLICABLE, SPACE, is_word, joined, number, quantity, span, word
from plantwright.report.views.belonging import SITE, owner
from plantwright.report.views.calibrations import due_of
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.report.views.settings import beside, named
from plantwright.site.catalog import Fact, Parameter
from plantwright.site.model import Device, Instrument, Site
from plantwright.site.procedures import Line, shipped_procedures
from plantwright.site.published import Schema
from plantwright.site.records import Punch
from plantwright.site.tasks import PLANT, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value that may be chosen: its code in the record, and the words for it."""

    code: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A field: its `name` in the form, the words shown beside it, what is printed into it, and what may be chosen.

    `words` are what stands on paper for the printed text.
    """

    name: str
    tip: str
    text: str = ""
    words: str = ""
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
class SettingRow:
    """A setting that is read at the device: `value` is that of the site files, `boxes` are as found and as left."""

    code: str
    title: str
    original: str
    language: str
    value: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The head of a column: its name with its unit, and what may stand below it; `width` in percent of the table."""

    name: str
    hint: str
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPage:
    """A list to fill in, a row for each item."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankPage:
    """A record to fill in: `lines` it proves, `values` that were found, `conditions` under which.

    `settings` are read at a device. Without conditions it is nothing to sign: they stand among the values.
    `record` is the title with the tag alone, for the sheet that its signatures may come to stand on.
    """

    title: str
    record: str
    about: str
    lines: tuple[LineRow, ...] = ()
    checked: bool = False
    settings: tuple[SettingRow, ...] = ()
    values: tuple[Value, ...] = ()
    grids: tuple[GridPage, ...] = ()
    conditions: tuple[Value, ...] = ()

    @property
    def short(self) -> bool:
        """Return whether two fit on a sheet, and so none is parted from its signatures."""
        rows = len(self.settings) + len(self.values) // 2 + sum(len(grid.rows) for grid in self.grids)
        return not self.lines and rows <= _SHORT


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankSheets:
    """The records of one object to fill in; `fillable`: with fields that a program fills in."""

    frame: Frame
    fillable: bool
    identity: Box
    blanks: tuple[BlankPage, ...]


def blank_sheets(
    dossier: Dossier, frame: Frame, tasks: tuple[Task, ...], *, every: bool, fillable: bool
) -> BlankSheets:
    """Return the blank records of what a form is about: those that prove lines of procedures, and those that no line
    asks for. `every`: also for settings and instruments that have a record that holds."""
    points = point_blanks(frame.object or PLANT)
    found = (*blanks(dossier.site, tasks), *_beside(dossier, frame.object, every=every))
    pages = (*(_page(dossier, each) for each in found), _points(dossier.site, points))
    shown = {box.name: box.text for page in pages for box in _boxes(page) if box.text}
    about = identity(dossier.site, frame.number, frame.revision, (*found, *points), shown)
    box = Box(name=IDENTITY, tip=frame.number, text=json.dumps(about, ensure_ascii=False, separators=(",", ":")))
    return BlankSheets(frame=frame, fillable=fillable, identity=box, blanks=pages)


def home_of(site: Site, tag: str) -> str:
    """Return the tag of what a form about an object is about, empty for the plant."""
    found = owner(site, tag)
    return "" if found == SITE else found


def _beside(dossier: Dossier, home: str, *, every: bool) -> Iterator[Blank]:
    """Yield the blank records that no line of a procedure asks for: settings, calibrations, open points."""
    site = dossier.site
    tools = [tag for tag, tool in site.instruments.items() if every or not _holds(dossier, tool)]
    calibrations = () if home else calibration_blanks(tools)
    for each in (*setting_blanks(site, every=every), *open_point_blanks(site)):
        if home_of(site, each.object) == home:
            yield each
    yield from calibrations


def _holds(dossier: Dossier, tool: Instrument) -> bool:
    due = due_of(dossier, tool)
    return bool(due) and due >= dossier.today.isoformat()


_TITLES: Mapping[str, str] = {
    "checklist": text("Checklist"),
    "torque": text("Torque of joints"),
    "manual-step": text("Settings at the device"),
    "calibration": text("Calibration"),
    "punch": text("Point of the punch list"),
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


def _page(dossier: Dossier, blank: Blank) -> BlankPage:
    site = dossier.site
    single, grids = entries(blank)
    values = {entry.path: _value(site, blank, entry) for entry in single}
    conditions = tuple(values[key,] for key in _CONDITIONS if (key,) in values)
    return BlankPage(
        title=_TITLES[blank.kind],
        record=joined(_TITLES[blank.kind], word(blank.object), by=" "),
        about=joined(word(blank.object), _title_of(site, blank.object), _part(site, blank)),
        lines=tuple(_row(blank, place, line) for place, line in enumerate(blank.lines)),
        checked=blank.kind == "checklist",
        settings=tuple(_settings(dossier, blank)),
        values=tuple(value for path, value in values.items() if path[0] not in _CONDITIONS),
        grids=tuple(_grid(site, blank, each) for each in grids),
        conditions=conditions,
    )


def _points(site: Site, points: tuple[Blank, ...]) -> BlankPage:
    """Return the table of new points of the punch list, which have person and time in common."""
    first = points[0]
    common = Blank(first.kind, first.object, "")
    single, _ = entries(first)
    cells = [entry for entry in single if entry.path[0] not in _CONDITIONS]
    numbered = enumerate(points, start=1)
    rows = tuple(tuple(_box(site, each, cell, _tip(number, cell)) for cell in cells) for number, each in numbered)
    columns = tuple(
        Column(name=_plain_key(entry.path[-1]), hint=_hint(entry.schema), width=_POINT_WIDTHS[str(entry.path[-1])])
        for entry in cells
    )
    categories = next(_words(entry.schema) for entry in cells if entry.path == ("category",))
    title = joined(categories, text("without an object: at {object}", object=word(first.object)), by="; ")
    return BlankPage(
        title=text("New points of the punch list"),
        record=joined(text("New points of the punch list"), word(first.object), by=" "),
        about=joined(word(first.object), _title_of(site, first.object)),
        grids=(GridPage(title=title, columns=columns, rows=rows),),
        conditions=tuple(_value(site, common, entry) for entry in single if entry.path[0] in _CONDITIONS),
    )


_SHORT = 8  # rows to fill in
_NUMBER = 5.0  # percent of a table that its row numbers take
_POINT_WIDTHS = {"object": 14.0, "category": 9.0, "text": 32.0, "owner": 14.0, "due": 12.0, "evidence": 14.0}
_SHARES = {"step": 9.0, "at": 8.0, "tool": 16.0, "tool_serial": 13.0, "solvent": 13.0}
"""Columns whose words are longer or shorter than those of others, which have 10."""


def _settings(dossier: Dossier, blank: Blank) -> Iterator[SettingRow]:
    device = dossier.site.item(blank.object)
    if not isinstance(device, Device):
        return
    for name in blank.settings:
        parameter = device.type.parameters[name]
        title, original = named(dossier, device.type, parameter)
        yield SettingRow(
            code=parameter.code or NOT_APPLICABLE,
            title=title,
            original=original,
            language=beside(dossier, device.type),
            value=quantity(device.parameters[name], parameter.unit),
            boxes=(
                _setting_box(blank, parameter, "as_found", text("as found")),
                _setting_box(blank, parameter, "settings", text("as left")),
            ),
        )


def _setting_box(blank: Blank, parameter: Parameter, key: str, when: str) -> Box:
    codes = ("true", "false") if parameter.kind == "boolean" else tuple(parameter.codes)
    words = {"true": text("yes"), "false": text("no")} if parameter.kind == "boolean" else {}
    choices = tuple(Choice(code=code, words=words.get(code) or word(code)) for code in codes)
    tip = joined(parameter.code or parameter.name, when)
    return Box(name=name_of(blank, (key, parameter.name)), tip=tip, choices=choices)


def _title_of(site: Site, tag: str) -> str:
    item = site.item(tag)
    return item.title if item and tag != PLANT else site.identity.name if tag == PLANT else ""


def _part(site: Site, blank: Blank) -> str:
    """Return what tells a record from others of its kind at the same object, as people say it."""
    point = site.records.get(blank.part)
    if isinstance(point, Punch):
        return joined(point.name, point.category, point.text)
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
        limit=_limit(limit) if limit else NOT_APPLICABLE,
        source=source,
        unit=_unit(limit) if limit else "",
        boxes=tuple(_check_box(blank, place, line, key) for key in ("result", "value", "reason")),
    )


def _limit(fact: Fact) -> str:
    """Return the limit of a line, the words in it translated where it is printed."""
    if fact.min is None and fact.max is None:
        return joined(joined(*map(number, fact.values)) or number(fact.value), _unit(fact), by=SPACE)
    return span(fact.min, fact.max, fact.unit)


def _unit(fact: Fact) -> str:
    return text(fact.unit) if is_word(fact.unit) else fact.unit


def _check_box(blank: Blank, place: int, line: Line, key: str) -> Box:
    """Return the field of a line; one that the line does not ask for has no name."""
    path = ("checks", place, key)
    if blank.kind != "checklist" or key not in asks_for(line):
        return Box(name="", tip="")
    choices = _chosen((schema_at(blank.kind, path) or {}).get("enum", ()))
    return Box(name=name_of(blank, path), tip=joined(line.id, _plain_key(key), by=" "), choices=choices)


def _value(site: Site, blank: Blank, entry: Entry) -> Value:
    label = joined(*map(_plain_key, entry.path[:-1]), _words(entry.schema), by=": ")
    if entry.schema.get("format") == "date-time":
        boxes = tuple(
            Box(name=f"{name_of(blank, entry.path)}.{part}", tip=joined(text(part), form, by=": "))
            for part, form in _MOMENT.items()
        )
        return Value(label=label, hint="  ".join(_MOMENT.values()), boxes=boxes, needed=entry.required)
    box = _box(site, blank, entry, label)
    return Value(label=label, hint=_hint(entry.schema), boxes=(box,), needed=entry.required)


def _box(site: Site, blank: Blank, entry: Entry, tip: str) -> Box:
    choices = _choices(site, blank, entry)
    told = printed(site, blank, entry.path)
    words = next((each.words for each in choices if each.code == told), told)
    return Box(name=name_of(blank, entry.path), tip=tip, text=told, words=words, choices=choices)


def _tip(number: int, entry: Entry) -> str:
    return joined(str(number), _words(entry.schema), by=": ")


def _choices(site: Site, blank: Blank, entry: Entry) -> tuple[Choice, ...]:
    key = entry.path[-1]
    if key == "instrument":
        wanted = schema_of(blank.kind).get("x-instrument", ())
        return tuple(
            Choice(code=tag, words=tag) for tag, tool in site.instruments.items() if not wanted or tool.kind in wanted
        )
    if key == "object" and blank.object != PLANT:
        near = (tag for tag in site.tags() if home_of(site, tag) == home_of(site, blank.object))
        return tuple(Choice(code=tag, words=tag) for tag in near)
    if key == "probe":
        return tuple(Choice(code=tag, words=tag) for tag in site.probes)
    if entry.schema.get("type") == "boolean":
        return _chosen(("yes", "no"))
    return _chosen(entry.schema.get("enum", ()))


def _chosen(codes: Iterable[object]) -> tuple[Choice, ...]:
    return tuple(Choice(code=str(each), words=word(str(each))) for each in codes)


def _hint(schema: Schema) -> str:
    """Return what is allowed, empty where the words of a value say it."""
    if schema.get("type") == "array":
        return text("sizes; 0: none")
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
    cells = grid.rows[0]
    widths = _shares([_SHARES.get(str(entry.path[-1]), 10.0) for entry in cells])
    return GridPage(
        title=_words(grid.schema),
        columns=tuple(
            Column(name=_head(entry), hint=_hint(entry.schema), width=width)
            for entry, width in zip(cells, widths, strict=True)
        ),
        rows=tuple(
            tuple(_box(site, blank, entry, _tip(number, entry)) for entry in row)
            for number, row in enumerate(grid.rows, start=1)
        ),
    )


def _shares(parts: Sequence[float]) -> tuple[float, ...]:
    """Return the widths of columns in percent, the number of the row before them."""
    return tuple(round((100 - _NUMBER) * part / sum(parts), 2) for part in parts)


def _head(entry: Entry) -> str:
    """Return the name of a column with its unit: `resistance / MΩ`."""
    unit = str(entry.schema.get("x-unit", ""))
    return joined(_name(entry), unit, by=" / ")


def _name(entry: Entry) -> str:
    """Return the name of a column without its unit; of a list of single values what they are."""
    name = " ".join(key for key in entry.path[1:] if isinstance(key, str))
    unit = entry.schema.get("x-unit", "")
    if entry.path[-1] == "strokes":
        return text("number of strokes")
    if "zones" in entry.path:
        return joined(str(entry.path[-2]), word(str(entry.path[-1]).partition("_")[0]), by=" ")
    return word((name.rpartition("_")[0] if unit and "_" in name else name).replace("_", " ")) or _words(entry.schema)


def labels() -> Iterator[str]:
    """Yield every text of the schema that a blank record of any kind shows, for the catalogues."""
    corrected = Blank("punch", "", "", given=(("supersedes", ""),))
    for blank in (*(Blank(kind, "", "", shared="" if kind != "punch" else kind) for kind in _TITLES), corrected):
        single, grids = entries(blank)
        cells = tuple(entry for grid in grids for entry in grid.rows[0])
        yield from (_words(grid.schema) for grid in grids)
        yield from (_words(entry.schema) for entry in (*single, *cells))
        yield from (_plain_key(key) for entry in single for key in entry.path[:-1])
        yield from (part for cell in cells for part in _words_in(_name(cell)))
    yield from map(_plain_key, (*_POINT_WIDTHS, *SUBJECTS.values(), "end"))


def _words_in(told: str) -> Iterator[str]:
    """Yield the parts of a name that are translated."""
    parts = told.parts or (told,) if isinstance(told, Text) else ()
    yield from (part for part in parts if isinstance(part, Text))
