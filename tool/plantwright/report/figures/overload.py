"""The time to trip of an electronic overload protection on log-log axes, with the predicted start in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plantwright.report.axes import Axis, between
from plantwright.report.figures.drawing import Box, Figure, Line, Shape, Symbol, Text, drawing, width
from plantwright.report.language import text
from plantwright.report.text import SITE_FILES, joined, number, quantity
from plantwright.site.catalog import Table

WIDTH, HEIGHT = 488.0, 150.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 42.0, 452.0, 8.0, 122.0
_ROOM = 10.0  # that a label needs between a line and the axis
_TIMES = (1, 10, 100, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictedStart:
    """A computed start: current over time as (s, multiple of the motor's rated current), ending at `time_s`."""

    time_s: float
    samples: tuple[tuple[float, float], ...]

    @property
    def peak(self) -> float:
        """Return the largest multiple of the rated current."""
        return max(multiple for _, multiple in self.samples)


def overload(table: Table, chosen: str, start: PredictedStart | None) -> Figure:
    """Draw every class of a table, the chosen one heavy; a missing start leaves the curves alone."""
    x, y = _axes(table, start)
    curves = {key: _points(table, key) for key in table.rows}
    shapes = [
        *_frame(table, x, y),
        *(shape for key, points in curves.items() for shape in _curve(key, points, key == chosen, x, y)),
        *_class_names(curves, chosen, x, y),
    ]
    conclusion: str = text(
        "Time to trip by overload class, class {chosen} is set. Table points joined by straight lines.", chosen=chosen
    )
    if start and chosen in curves:
        trip = between(curves[chosen], start.peak)
        shapes += [*_start(start, x, y), *_margin(start, trip, x, y)]
        conclusion = _conclusion(chosen, start, trip)
    title = text("Overload curves, class {chosen} is set", chosen=chosen)
    return Figure(drawing=drawing(title, shapes, WIDTH, HEIGHT), conclusion=conclusion, source=_source(table, start))


def _source(table: Table, start: PredictedStart | None) -> str:
    predicted = text("prediction reckoned from the site files") if start else SITE_FILES
    return joined(str(table.source), predicted, by="; ")


def _conclusion(chosen: str, start: PredictedStart, trip_s: float | None) -> str:
    peak, taken = f"{quantity(start.peak, '', 2)} × Ie", quantity(start.time_s, "s", 2)
    if trip_s is None:
        return text(
            "The predicted start takes {taken} at {peak}, where class {chosen} has no table point.",
            taken=taken, peak=peak, chosen=chosen,
        )  # fmt: skip
    return text(
        "At {peak} class {chosen} trips after {trip}; the predicted start takes {taken}. After it the rated current is "
        "drawn. Table points joined by straight lines.",
        peak=peak, chosen=chosen, trip=quantity(trip_s, "s", 2), taken=taken,
    )  # fmt: skip


def _points(table: Table, key: str) -> tuple[tuple[float, float], ...]:
    """Return (multiple, seconds) of a row, cells without a number left out."""
    pairs = zip(table.columns, table.rows[key], strict=False)
    return tuple(
        (float(at), float(time)) for at, time in pairs if isinstance(at, int | float) and isinstance(time, int | float)
    )


def _axes(table: Table, start: PredictedStart | None) -> tuple[Axis, Axis]:
    every = [point for key in table.rows for point in _points(table, key)]
    multiples, times = [at for at, _ in every], [time for _, time in every]
    lowest = min([*times, *([start.time_s] if start else [])])
    x = Axis(low=min(0.6, *multiples), high=max(multiples) * 1.02, start=_LEFT, end=_RIGHT, log=True)
    return x, Axis(low=min(lowest * 0.3, 1.0), high=max(times) * 1.3, start=_BOTTOM, end=_TOP, log=True)


def _frame(table: Table, x: Axis, y: Axis) -> Iterator[Shape]:
    for multiple in sorted({1.0, *(float(at) for at in table.columns if isinstance(at, int | float))}):
        at = x.place(multiple)
        yield Line(points=((at, _TOP), (at, _BOTTOM)), ink="grid")
        if multiple != 1.05:
            yield Text(x=at, y=_BOTTOM + 9, text=number(multiple), anchor="middle")
    for seconds in (*y.decades(), 3600.0):
        if y.low <= seconds <= y.high:
            at = y.place(seconds)
            yield Line(points=((_LEFT, at), (_RIGHT, at)), ink="grid")
            yield Text(x=_LEFT - 4, y=at + 2.4, text=number(seconds), anchor="end")
    yield Line(points=((_LEFT, _TOP), (_LEFT, _BOTTOM), (_RIGHT, _BOTTOM)))
    yield Text(
        x=(_LEFT + _RIGHT) / 2,
        y=_BOTTOM + 21,
        text=text("Current I / Ie, Ie = rated current of the motor"),
        anchor="middle",
        size=7,
    )
    yield Text(x=9, y=(_TOP + _BOTTOM) / 2, text=text("Time to trip t / s"), anchor="middle", size=7, turned=True)


def _curve(key: str, points: tuple[tuple[float, float], ...], chosen: bool, x: Axis, y: Axis) -> Iterator[Shape]:
    if len(points) > 1:
        line = tuple((x.place(at), y.place(time)) for at, time in sorted(points))
        yield Line(points=line, ink="heavy" if chosen else "faint")


def _class_names(
    curves: Mapping[str, tuple[tuple[float, float], ...]], chosen: str, x: Axis, y: Axis
) -> Iterator[Shape]:
    """Yield the class at the right end of each curve, moved down where two ends would be overprinted."""
    ends = sorted((y.place(max(points)[1]), key, max(points)[0]) for key, points in curves.items() if points)
    lowest = 0.0
    for at, key, multiple in ends:
        lowest = max(at + 2.4, lowest + 7.4)
        left = x.place(multiple) + 5
        name = text("class {name}", name=key) if key == chosen else key
        yield Text(x=left, y=round(lowest, 2), text=name, bold=key == chosen, room=round(WIDTH - left, 2))


def _start(start: PredictedStart, x: Axis, y: Axis) -> Iterator[Shape]:
    """Yield the current of the start: each sample at the time that has passed, then the rated current upwards."""
    path = [(x.place(start.samples[0][1]), _BOTTOM)]
    path += [(x.place(multiple), y.place(max(time, y.low))) for time, multiple in start.samples]
    path += [(x.place(1), path[-1][1]), (x.place(1), _TOP)]
    yield Line(points=tuple(dict.fromkeys(path)), ink="predicted")


def _margin(start: PredictedStart, trip_s: float | None, x: Axis, y: Axis) -> Iterator[Shape]:
    at, top = x.place(start.peak), y.place(start.time_s)
    told = text(
        "predicted start {peak} × Ie, {taken}", peak=quantity(start.peak, "", 2), taken=quantity(start.time_s, "s", 2)
    )
    below = (top + _BOTTOM) / 2 + 2
    yield from _over_lines(told, at - 5, below if _BOTTOM - top > _ROOM else top - 3, ink="predicted")
    if trip_s is None or trip_s <= start.time_s:
        return
    upper = y.place(trip_s)
    yield Line(points=((at, upper + 1), (at, top - 1)), ink="thin")
    yield Symbol(kind="arrow-up", x=at, y=upper + 1)
    yield Symbol(kind="arrow-down", x=at, y=top - 1)
    margin = text("margin × {times}", times=quantity(trip_s / start.time_s, "", 2))
    yield from _over_lines(margin, at - 5, (upper + top) / 2 + 2.4, bold=True)


def _over_lines(told: str, right: float, base: float, *, bold: bool = False, ink: str = "black") -> Iterator[Shape]:
    """Yield a text that ends at a place, on white so that it can be read where curves pass."""
    wide = round(width(told, 7, bold), 2)
    yield Box(x=round(right - wide, 2), y=round(base - 7, 2), width=round(wide + 2, 2), height=9, ink="blank")
    yield Text(x=round(right, 2), y=round(base, 2), text=told, anchor="end", bold=bold, ink=ink, size=7, room=wide)
