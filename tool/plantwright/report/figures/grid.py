"""The overview: one symbol for every object and subject of the checks."""

from collections.abc import Iterator
from dataclasses import dataclass

from plantwright.report.figures.drawing import Drawing, Line, Shape, Symbol, Text, drawing, fitted, width
from plantwright.report.language import text
from plantwright.report.marks import ORDER, Mark

WIDTH = 488.0
_NAMES, _HEAD, _ROW = 176.0, 26.0, 10.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Rows are (tag, title, a mark for each column); None where nothing was looked at."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[Mark | None, ...]], ...]

    @property
    def used(self) -> tuple[Mark, ...]:
        """Return the marks that occur, the worst first."""
        found = {mark for *_, marks in self.rows for mark in marks if mark}
        return tuple(mark for mark in ORDER if mark in found)


def grid(overview: Grid) -> Drawing:
    """Draw the overview: symbols only, thin rules between the rows, headings on two levels so that none touch."""
    step = (WIDTH - _NAMES) / max(len(overview.columns), 1)
    middles = [round(_NAMES + step * (index + 0.5), 2) for index in range(len(overview.columns))]
    bottom = _HEAD + _ROW * len(overview.rows)
    shapes = [
        *_head(overview.columns, middles),
        *(shape for index, row in enumerate(overview.rows) for shape in _row(row, middles, _HEAD + _ROW * index)),
        Line(points=((0, bottom), (WIDTH, bottom)), ink="line"),
    ]
    return drawing(text("Overview of objects and checks"), shapes, WIDTH, bottom + 1)


def _head(columns: tuple[str, ...], middles: list[float]) -> Iterator[Shape]:
    for index, (name, middle) in enumerate(zip(columns, middles, strict=True)):
        low = index % 2 == 0
        inside = round(min(middle, WIDTH - width(name, 6.8) / 2), 2)
        yield Text(x=inside, y=_HEAD - (5 if low else 15), text=name, anchor="middle", size=6.8)
        if not low:
            yield Line(points=((middle, _HEAD - 12), (middle, _HEAD - 2)), ink="thin")
    yield Line(points=((0, _HEAD), (WIDTH, _HEAD)), ink="line")


def _row(row: tuple[str, str, tuple[Mark | None, ...]], middles: list[float], top: float) -> Iterator[Shape]:
    tag, title, marks = row
    middle = round(top + _ROW / 2, 2)
    yield Text(x=1, y=middle + 2.6, text=tag, size=7.2, bold=True)
    yield Text(x=34, y=middle + 2.4, text=fitted(title, _NAMES - 36, 6.8), size=6.8, ink="grey")
    yield Line(points=((0, top), (WIDTH, top)), ink="grid")
    yield from (Symbol(kind=mark.kind, x=x, y=middle) for mark, x in zip(marks, middles, strict=True) if mark)
