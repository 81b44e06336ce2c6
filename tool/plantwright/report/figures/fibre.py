"""The inspections and cleanings of a fibre end face in the order they were done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from plantwright.report.figures.drawing import (
    Box,
    Circle,
    Drawing,
    Line,
    Shape,
    Symbol,
    Text,
    drawing,
    fitted,
    width,
    wrapped,
)

WIDTH = 488.0
_PER_ROW = 7
_STEP, _ROW = WIDTH / _PER_ROW, 62.0
_RESULTS = {"clean": ("pass", "CLEAN"), "pass": ("pass", "PASS"), "dirty": ("fail", "DIRTY"), "fail": ("fail", "FAIL"),
            "damaged": ("fail", "DAMAGED")}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One step: inspect with a result, or a way of cleaning; `clock` is hours and minutes."""

    step: str
    result: str = ""
    clock: str = ""
    note: str = ""


def timeline(title: str, attempts: Sequence[Attempt]) -> Drawing:
    """Draw the steps from left to right, seven in a row."""
    rows = [attempts[start : start + _PER_ROW] for start in range(0, len(attempts), _PER_ROW)]
    shapes = [shape for index, row in enumerate(rows) for shape in _row(row, _ROW * index)]
    return drawing(title, shapes, WIDTH, max(_ROW * len(rows), 1.0))


def _row(attempts: Sequence[Attempt], top: float) -> Iterator[Shape]:
    middles = [round(_STEP * (index + 0.5), 2) for index in range(len(attempts))]
    y = top + 24
    for before, after in pairwise(middles):
        yield Line(points=((before + 16, y), (after - 16, y)))
    for attempt, x in zip(attempts, middles, strict=True):
        yield from _face(attempt, x, y) if attempt.step == "inspect" else _cleaning(attempt, x, y)
        yield Text(x=x, y=y + 20, text=attempt.clock, anchor="middle", bold=True)
        for row, line in enumerate(wrapped(attempt.note, _STEP - 6, 6.5)):
            yield Text(x=x, y=y + 28 + 8 * row, text=line, anchor="middle", size=6.5, ink="grey")


def _face(attempt: Attempt, x: float, y: float) -> Iterator[Shape]:
    kind, word = _RESULTS.get(attempt.result, ("open", attempt.result.upper() or "NOT DONE"))
    yield from (
        Circle(x=x, y=y, radius=11),
        Circle(x=x, y=y, radius=6, ink="thin"),
        Circle(x=x, y=y, radius=1.8, ink="thin"),
    )
    yield Symbol(kind=kind, x=x - 14, y=y - 18)
    yield Text(x=x - 7, y=y - 15.5, text=fitted(word, 44, 6.8, bold=True), size=6.8, bold=True)


def _cleaning(attempt: Attempt, x: float, y: float) -> Iterator[Shape]:
    text = fitted(attempt.step.upper(), _STEP - 22, 6.8, bold=True)
    half = round(max(15.0, width(text, 6.8, bold=True) / 2 + 3), 2)
    yield Box(x=x - half, y=y - 8, width=2 * half, height=16, rounded=3, ink="white")
    yield Text(x=x, y=y + 2.5, text=text, size=6.8, anchor="middle", bold=True)
