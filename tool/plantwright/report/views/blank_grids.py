"""The lists of a blank record: a row of fields for each item, and how wide their columns are."""

from collections.abc import Sequence
from dataclasses import dataclass

from plantwright.records.blank import Blank, Entry, Grid
from plantwright.report.language import text
from plantwright.report.text import joined, word
from plantwright.report.views.blank_fields import Box, box_of, hint_of, plain_key, tip_of, words_of
from plantwright.site.model import Site

_NUMBER = 5.0  # percent of a table that its row numbers take
POINT_WIDTHS = {"object": 14.0, "category": 9.0, "text": 32.0, "owner": 14.0, "due": 12.0, "evidence": 14.0}
"""The keys of a point of the punch list, and the share of the table that each takes in percent."""

_SHARES = {"step": 9.0, "at": 8.0, "tool": 16.0, "tool_serial": 13.0, "solvent": 13.0}
"""Columns whose words are longer or shorter than those of others, which have 10."""


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


def grid_of(site: Site, blank: Blank, grid: Grid) -> GridPage:
    """Return a list of a record, its columns as wide as their words need."""
    cells = grid.rows[0]
    widths = _shares([_SHARES.get(str(entry.path[-1]), 10.0) for entry in cells])
    return GridPage(
        title=words_of(grid.schema),
        columns=tuple(
            Column(name=_head(entry), hint=hint_of(entry.schema), width=width)
            for entry, width in zip(cells, widths, strict=True)
        ),
        rows=tuple(
            tuple(box_of(site, blank, entry, tip_of(number, entry)) for entry in row)
            for number, row in enumerate(grid.rows, start=1)
        ),
    )


def _shares(parts: Sequence[float]) -> tuple[float, ...]:
    """Return the widths of columns in percent, the number of the row before them."""
    return tuple(round((100 - _NUMBER) * part / sum(parts), 2) for part in parts)


def point_grid(site: Site, points: Sequence[Blank], cells: Sequence[Entry]) -> GridPage:
    """Return the table of new points of the punch list: a row for each point, a column for each of its `cells`."""
    rows = tuple(
        tuple(box_of(site, each, cell, tip_of(number, cell)) for cell in cells)
        for number, each in enumerate(points, start=1)
    )
    columns = tuple(
        Column(name=plain_key(entry.path[-1]), hint=hint_of(entry.schema), width=POINT_WIDTHS[str(entry.path[-1])])
        for entry in cells
    )
    categories = next(words_of(entry.schema) for entry in cells if entry.path == ("category",))
    title = joined(categories, text("without an object: at {object}", object=word(points[0].object)), by="; ")
    return GridPage(title=title, columns=columns, rows=rows)


def _head(entry: Entry) -> str:
    """Return the name of a column with its unit: `resistance / MΩ`."""
    unit = str(entry.schema.get("x-unit", ""))
    return joined(column_name(entry), unit, by=" / ")


def column_name(entry: Entry) -> str:
    """Return the name of a column without its unit; of a list of single values what they are."""
    name = " ".join(key for key in entry.path[1:] if isinstance(key, str))
    unit = entry.schema.get("x-unit", "")
    if entry.path[-1] == "strokes":
        return text("number of strokes")
    if "zones" in entry.path:
        return joined(str(entry.path[-2]), word(str(entry.path[-1]).partition("_")[0]), by=" ")
    return word((name.rpartition("_")[0] if unit and "_" in name else name).replace("_", " ")) or words_of(entry.schema)
