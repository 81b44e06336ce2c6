"""Blank checklists: what is still to do at what belongs together, with a field for everything that is filled in."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plantwright.records.blank import (
    SUBJECTS,
    Blank,
    blanks,
    calibration_blanks,
    entries,
    open_point_blanks,
    point_blanks,
    setting_blanks,
)
from plantwright.records.form_file import IDENTITY, identity
from plantwright.report.language import text
from plantwright.report.text import joined, word
from plantwright.report.views.belonging import home_of
from plantwright.report.views.blank_fields import Box, Value, plain_key, value_of
from plantwright.report.views.blank_grids import GridPage, grid_of, point_grid
from plantwright.report.views.blank_lines import LineRow, line_rows
from plantwright.report.views.blank_settings import SettingRow, setting_rows
from plantwright.report.views.calibrations import due_of
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.site.model import Instrument, Site
from plantwright.site.procedures import shipped_procedures
from plantwright.site.records import Punch
from plantwright.site.tasks import PLANT, Task

TITLES: Mapping[str, str] = {
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
_SHORT = 8  # rows to fill in


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
    pages = (*(_page(dossier, each) for each in found), _point_page(dossier.site, points))
    shown = {box.name: box.text for page in pages for box in _boxes(page) if box.text}
    about = identity(dossier.site, frame.number, frame.revision, (*found, *points), shown)
    box = Box(name=IDENTITY, tip=frame.number, text=json.dumps(about, ensure_ascii=False, separators=(",", ":")))
    return BlankSheets(frame=frame, fillable=fillable, identity=box, blanks=pages)


def _boxes(page: BlankPage) -> Iterator[Box]:
    """Yield the fields into which something may be printed."""
    for value in (*page.values, *page.conditions):
        yield from value.boxes
    for grid in page.grids:
        for row in grid.rows:
            yield from row


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


def _page(dossier: Dossier, blank: Blank) -> BlankPage:
    site = dossier.site
    single, grids = entries(blank)
    values = {entry.path: value_of(site, blank, entry) for entry in single}
    conditions = tuple(values[key,] for key in _CONDITIONS if (key,) in values)
    return BlankPage(
        title=TITLES[blank.kind],
        record=joined(TITLES[blank.kind], word(blank.object), by=" "),
        about=joined(word(blank.object), _title_of(site, blank.object), _part(site, blank)),
        lines=line_rows(blank),
        checked=blank.kind == "checklist",
        settings=tuple(setting_rows(dossier, blank)),
        values=tuple(value for path, value in values.items() if path[0] not in _CONDITIONS),
        grids=tuple(grid_of(site, blank, each) for each in grids),
        conditions=conditions,
    )


def _point_page(site: Site, points: tuple[Blank, ...]) -> BlankPage:
    """Return the page for new points of the punch list, which have person and time in common."""
    first = points[0]
    common = Blank(first.kind, first.object, "")
    single, _ = entries(first)
    cells = [entry for entry in single if entry.path[0] not in _CONDITIONS]
    return BlankPage(
        title=text("New points of the punch list"),
        record=joined(text("New points of the punch list"), word(first.object), by=" "),
        about=joined(word(first.object), _title_of(site, first.object)),
        grids=(point_grid(site, points, cells),),
        conditions=tuple(value_of(site, common, entry) for entry in single if entry.path[0] in _CONDITIONS),
    )


def _title_of(site: Site, tag: str) -> str:
    item = site.item(tag)
    return site.identity.name if tag == PLANT else item.title if item else ""


def _part(site: Site, blank: Blank) -> str:
    """Return what tells a record from others of its kind at the same object, as people say it."""
    point = site.records.get(blank.part)
    if isinstance(point, Punch):
        return joined(point.name, point.category, point.text)
    if blank.kind == "checklist":
        return text(shipped_procedures()[blank.part].title)
    said = text if blank.kind in SUBJECTS else word
    return joined(*(joined(plain_key(key), said(value), by=" ") for key, value in blank.given))
