"""The points of a project over time: when each was planned and when it was reached."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plantwright.report.axes import Axis, time_ticks
from plantwright.report.figures.drawing import Circle, Figure, Line, Shape, Text, drawing, fitted
from plantwright.report.language import counted, text
from plantwright.report.text import joined

WIDTH = 488.0
_NAMES, _LEFT, _RIGHT = 128.0, 140.0, 388.0
_TOP, _ROW, _FOOT = 4.0, 12.0, 14.0
_DAY_S = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A milestone; `planned` and `reached` are dates (YYYY-MM-DD), empty when not known or not reached."""

    name: str
    planned: str = ""
    reached: str = ""


def milestones(steps: Sequence[Step]) -> Figure:
    """Draw a row for each milestone: a ring where it was planned, a dot where it was reached."""
    title = text("Milestones, planned and reached")
    dates = [_seconds(day) for step in steps for day in (step.planned, step.reached) if day]
    margin = max((max(dates) - min(dates)) * 0.04, _DAY_S) if dates else 0.0
    x = Axis(low=min(dates) - margin, high=max(dates) + margin, start=_LEFT, end=_RIGHT) if dates else None
    bottom = _TOP + _ROW * max(len(steps), 1)
    shapes = [shape for index, step in enumerate(steps) for shape in _row(step, x, _TOP + _ROW * (index + 0.5))]
    if x:
        shapes += _scale(x, bottom)
    if not steps:
        shapes.append(Text(x=2, y=10, text=text("no milestone is recorded"), size=7, ink="grey"))
    return Figure(
        drawing=drawing(title, shapes, WIDTH, bottom + (_FOOT if x else 2)),
        conclusion=joined(
            text("A dot is the day a milestone was reached, a ring the day it was planned for."),
            _reached(steps) if steps else "",
            by=" ",
        ),
        source=text("records of kind milestone; the procedures, for those that are to be reached"),
    )


def _reached(steps: Sequence[Step]) -> str:
    done = sum(bool(step.reached) for step in steps)
    return text("{n} of {m} milestones are reached.", n=done, m=len(steps))


def _seconds(day: str) -> float:
    """Return the noon of a day in seconds since 1970."""
    return datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()


def _scale(x: Axis, bottom: float) -> Iterator[Shape]:
    yield Line(points=((_LEFT, bottom), (_RIGHT, bottom)))
    for at, label in time_ticks(x.low, x.high, 5):
        place = x.place(at)
        yield Line(points=((place, _TOP), (place, bottom)), ink="grid")
        if _LEFT + 18 <= place <= _RIGHT - 18:
            yield Text(x=place, y=bottom + 9, text=label[:10] if len(label) == 10 else label[:5], anchor="middle")


def _row(step: Step, x: Axis | None, y: float) -> Iterator[Shape]:
    yield Text(x=_NAMES, y=y + 2.4, text=fitted(step.name, _NAMES - 2, 7), anchor="end", size=7, room=_NAMES - 2)
    yield Line(points=((_LEFT, y), (_RIGHT, y)), ink="grid")
    if x:
        places = [x.place(_seconds(day)) for day in (step.planned, step.reached) if day]
        if len(places) == 2:
            yield Line(points=((places[0], y), (places[1], y)), ink="line")
        if step.planned:
            yield Circle(x=places[0], y=y, radius=3.4, ink="line")
        if step.reached:
            yield Circle(x=places[-1], y=y, radius=2, ink="point")
    room = WIDTH - _RIGHT - 6
    yield Text(x=_RIGHT + 6, y=y + 2.4, text=fitted(_dates(step), room, 6.8), size=6.8, room=room)


def _dates(step: Step) -> str:
    if not step.reached:
        return text("not done")
    if not step.planned or step.planned == step.reached:
        return step.reached
    days = round((_seconds(step.reached) - _seconds(step.planned)) / _DAY_S)
    late = f"+{days}" if days > 0 else f"−{-days}"
    return counted("{day}, {late} day", "{day}, {late} days", abs(days), day=step.reached, late=late)
