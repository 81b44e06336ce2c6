"""The start of a motor: the current as predicted over time, and beside it what was measured."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from plantwright.report.axes import Axis
from plantwright.report.figures.drawing import Circle, Figure, Line, Shape, Text, apart, drawing, fitted
from plantwright.report.language import text
from plantwright.report.text import SITE_FILES, joined, number, quantity

WIDTH = 488.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 372.0, 20.0, 130.0
_LINE = 8.4  # between two words beside the plot


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A start in seconds and ampere; None, empty and 0 are not known.

    `predicted` are computed samples, `measured` measured ones; `highest_a` is the highest current of each phase, whose
    time is not recorded. `limit_a` is the set current limit.
    """

    feeder: str
    rated_current_a: float
    predicted: tuple[tuple[float, float], ...] = ()
    measured: tuple[tuple[float, float], ...] = ()
    highest_a: Mapping[str, float] = field(default_factory=dict)
    start_time_s: float | None = None
    time_to_bypass_s: float | None = None
    limit_a: float | None = None
    source: str = SITE_FILES


def start_curve(start: Start) -> Figure:
    """Draw prediction dashed and in colour, what was measured black; what is not known is left out."""
    title = text("Start of feeder {feeder}, predicted and measured", feeder=start.feeder)
    x, y = _axes(start)
    shapes = [*_frame(x, y), *_predicted(start, x, y), *_measured(start, x, y), *_instants(start, x), *_words(start, y)]
    return Figure(
        drawing=drawing(title, shapes, WIDTH, _BOTTOM + 26), conclusion=_conclusion(start), source=start.source
    )


def _conclusion(start: Start) -> str:
    taken = start.predicted[-1][0] if start.predicted else None
    return joined(
        text("Feeder {tag}.", tag=start.feeder),
        text("Predicted start: {time}.", time=quantity(taken, "s", 2)) if taken else text("No start is predicted."),
        text("Measured: {time}.", time=quantity(start.start_time_s, "s"))
        if start.start_time_s is not None
        else text("Measured start time: not done."),
        text("The highest current of a phase is drawn over the whole start: when it flowed is not recorded.")
        if start.highest_a and not start.measured
        else "",
        by=" ",
    )


def _axes(start: Start) -> tuple[Axis, Axis]:
    times = [time for time, _ in (*start.predicted, *start.measured)]
    times += [each for each in (start.start_time_s, start.time_to_bypass_s) if each is not None]
    currents = [current for _, current in (*start.predicted, *start.measured)]
    currents += [*start.highest_a.values(), start.limit_a or 0.0, start.rated_current_a]
    x = Axis(low=0, high=max(times, default=1.0) * 1.15 or 1.0, start=_LEFT, end=_RIGHT)
    return x, Axis(low=0, high=max(currents) * 1.12, start=_BOTTOM, end=_TOP)


def _frame(x: Axis, y: Axis) -> Iterator[Shape]:
    for value in x.ticks():
        yield Line(points=((x.place(value), _TOP), (x.place(value), _BOTTOM)), ink="grid")
        yield Text(x=x.place(value), y=_BOTTOM + 9, text=number(value), anchor="middle")
    for value in y.ticks(5):
        yield Line(points=((_LEFT, y.place(value)), (_RIGHT, y.place(value))), ink="grid")
        yield Text(x=_LEFT - 4, y=y.place(value) + 2.4, text=number(value), anchor="end")
    yield Line(points=((_LEFT, _TOP), (_LEFT, _BOTTOM), (_RIGHT, _BOTTOM)))
    yield Text(x=(_LEFT + _RIGHT) / 2, y=_BOTTOM + 21, text=text("Time t / s"), anchor="middle", size=7)
    yield Text(x=9, y=(_TOP + _BOTTOM) / 2, text=text("Current I / A"), anchor="middle", size=7, turned=True)


def _predicted(start: Start, x: Axis, y: Axis) -> Iterator[Shape]:
    """Yield the computed current, which falls to the rated current where the start ends."""
    if start.predicted:
        end = start.predicted[-1][0]
        path = [*start.predicted, (end, start.rated_current_a), (x.high, start.rated_current_a)]
        yield Line(points=tuple((x.place(time), y.place(current)) for time, current in path), ink="predicted")


def _measured(start: Start, x: Axis, y: Axis) -> Iterator[Shape]:
    if len(start.measured) > 1:
        yield Line(points=tuple((x.place(time), y.place(current)) for time, current in start.measured), ink="heavy")
    yield from (
        Circle(x=x.place(time), y=y.place(current), radius=1.3, ink="point") for time, current in start.measured
    )
    end = x.place(start.start_time_s) if start.start_time_s is not None else _RIGHT
    for current in start.highest_a.values():
        yield Line(points=((_LEFT, y.place(current)), (end, y.place(current))), ink="line")


def _instants(start: Start, x: Axis) -> Iterator[Shape]:
    """Yield the measured instants as lines, their words above the plot on a level of their own each."""
    known = (
        (text("measured start time {time}", time=quantity(start.start_time_s, "s")), start.start_time_s),
        (text("bypass closed at {time}", time=quantity(start.time_to_bypass_s, "s")), start.time_to_bypass_s),
    )
    for level, (words, time) in enumerate(known):
        if time is not None:
            at, base = x.place(time), 8.0 + _LINE * level
            yield Line(points=((at, base - 5), (at, _BOTTOM)), ink="line" if level == 0 else "dashed")
            room, anchor, x_words = (at - 4, "end", at - 3) if level == 0 else (WIDTH - at - 6, "start", at + 3)
            yield Text(x=x_words, y=base, text=fitted(words, room, 6.8), anchor=anchor, size=6.8, room=room)


def _words(start: Start, y: Axis) -> Iterator[Shape]:
    """Yield what each level is, beside the plot."""
    said: list[tuple[float, str, str]] = []
    if start.predicted:
        peak = max(current for _, current in start.predicted)
        said.append((peak, text("predicted, highest {current}", current=quantity(peak, "A", 3)), "predicted"))
    said += [(current, f"{phase} {quantity(current, 'A')}", "black") for phase, current in start.highest_a.items()]
    if start.limit_a is not None:
        said.append((start.limit_a, text("current limit {current}", current=quantity(start.limit_a, "A", 4)), "grey"))
        yield Line(points=((_LEFT, y.place(start.limit_a)), (_RIGHT, y.place(start.limit_a))), ink="thin")
    said.append(
        (start.rated_current_a, text("rated current {current}", current=quantity(start.rated_current_a, "A")), "grey")
    )
    yield Line(points=((_LEFT, y.place(start.rated_current_a)), (_RIGHT, y.place(start.rated_current_a))), ink="thin")
    places = [y.place(current) for current, _, _ in said]
    for (_, words, ink), at, base in zip(said, places, apart(places, _LINE, _TOP, _BOTTOM), strict=True):
        yield Line(points=((_RIGHT, at), (_RIGHT + 8, base)), ink="thin")
        room = WIDTH - _RIGHT - 12
        yield Text(x=_RIGHT + 10, y=base + 2.4, text=fitted(words, room, 6.8), size=6.8, ink=ink, room=room)
