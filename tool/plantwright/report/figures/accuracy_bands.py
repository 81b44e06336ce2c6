"""The amplitude error of a current transducer over frequency, as printed, and the frequencies at which it is used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from plantwright.physics.current_chain import Band
from plantwright.report.axes import Axis
from plantwright.report.figures.drawing import (
    Box,
    Figure,
    Line,
    Shape,
    Symbol,
    Text,
    apart,
    drawing,
    fitted,
    width,
)
from plantwright.report.language import text
from plantwright.report.text import joined, number, quantity

WIDTH = 488.0
_LEFT, _RIGHT, _HIGH = 44.0, 436.0, 106.0
_ROW = 8.5  # of the names of the frequencies above the plot
_STUB = 26.0  # width of the piece of axis for direct current
_BREAK = 12.0  # between it and the axis of frequency


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A frequency in Hz at which the transducers are used; `name` says of what, such as `mains` or tags."""

    name: str
    frequency_hz: float


def accuracy_bands(
    title: str, bands: Sequence[Band], nominal_a: float | None, uses: Sequence[Use], *, source: str
) -> Figure:
    """Draw printed bands as steps, in percent of `nominal_a` and in ampere; where nothing is printed is a gap."""
    conclusion = text(
        "Amplitude error of the {title} alone, the power meter is not in it; in percent of its nominal current, "
        "whatever the reading; the phase error stands below it. At the end of a band the larger error counts. "
        "No line: no error is stated.",
        title=title,
    )
    name = text("Accuracy of the {title} by frequency", title=title)
    alternating = sorted((each for each in bands if each.frequency_max_hz > 0), key=lambda each: each.frequency_min_hz)
    if not alternating:
        shapes: list[Shape] = [Text(x=_LEFT, y=12, text=text("no accuracy is stated"), size=7, ink="grey")]
        return Figure(drawing=drawing(name, shapes, WIDTH, 20), conclusion=conclusion, source=source)
    used = _grouped(uses)
    x, y = _axes(bands, alternating, used)
    shapes = [
        *_frame(x, y, nominal_a),
        *_steps(alternating, x, y),
        *(shape for each in bands if each.frequency_max_hz == 0 for shape in _direct(each, y)),
        *_values(alternating, x, y),
        *_uses(used, x, y),
    ]
    return Figure(drawing=drawing(name, shapes, WIDTH, y.start + 26), conclusion=conclusion, source=source)


def _axes(bands: Sequence[Band], alternating: Sequence[Band], uses: Sequence[tuple[float, str]]) -> tuple[Axis, Axis]:
    lowest = min(each.frequency_min_hz for each in alternating)
    highest = max(each.frequency_max_hz for each in alternating)
    used = [hertz for hertz, _ in uses if hertz > 0]
    errors = [each.amplitude_percent for each in bands]
    x = Axis(
        low=min([lowest, *used]) / 2, high=max([highest, *used]) * 2, start=_LEFT + _STUB + _BREAK, end=_RIGHT, log=True
    )
    top = _ROW * len(uses) + 18
    return x, Axis(low=min(errors) / 3, high=max(errors) * 3, start=top + _HIGH, end=top, log=True)


def _frame(x: Axis, y: Axis, nominal_a: float | None) -> Iterator[Shape]:
    top, bottom = y.end, y.start
    for value in x.decades():
        at = x.place(value)
        yield Line(points=((at, top), (at, bottom)), ink="grid")
        yield Text(x=at, y=bottom + 9, text=_frequency(value), anchor="middle")
    for value in y.decades():
        at = y.place(value)
        yield Line(points=((x.start, at), (_RIGHT, at)), ink="grid")
        yield Text(x=_LEFT - 4, y=at + 2.4, text=number(value), anchor="end")
        if nominal_a:
            yield Text(x=_RIGHT + 4, y=at + 2.4, text=quantity(value / 100 * nominal_a, "A", 3))
    yield Line(points=((_LEFT, top), (_LEFT, bottom), (_LEFT + _STUB, bottom)))
    yield Line(points=((x.start, bottom), (_RIGHT, bottom)))
    for at in (_LEFT + _STUB, x.start):
        yield Line(points=((at - 2, bottom + 3), (at + 2, bottom - 3)), ink="thin")
    yield Text(x=_LEFT + _STUB / 2, y=bottom + 9, text="0", anchor="middle")
    yield Text(x=(x.start + _RIGHT) / 2, y=bottom + 21, text=text("Frequency f / Hz"), anchor="middle", size=7)
    of = text("Error / ± % of {current}", current=quantity(nominal_a, "A")) if nominal_a else text("Error / ± %")
    yield Text(x=9, y=(top + bottom) / 2, text=of, anchor="middle", size=7, turned=True)
    if nominal_a:
        yield Text(x=WIDTH - 3, y=(top + bottom) / 2, text=text("Error / ± A"), anchor="middle", size=7, turned=True)


def _frequency(hertz: float) -> str:
    """Return a frequency in Hz, from a thousand on with a k."""
    return f"{number(hertz / 1000)}k" if hertz >= 1000 else number(hertz)


def _steps(bands: Sequence[Band], x: Axis, y: Axis) -> Iterator[Line]:
    """Yield a step for each band, joined to the next one where it begins at the end of this one."""
    path: list[tuple[float, float]] = []
    before = None
    for band in bands:
        if path and band.frequency_min_hz != before:
            yield Line(points=tuple(path), ink="heavy")
            path = []
        at = y.place(band.amplitude_percent)
        path += [(x.place(band.frequency_min_hz), at), (x.place(band.frequency_max_hz), at)]
        before = band.frequency_max_hz
    yield Line(points=tuple(path), ink="heavy")


def _direct(band: Band, y: Axis) -> Iterator[Shape]:
    at = y.place(band.amplitude_percent)
    yield Line(points=((_LEFT, at), (_LEFT + _STUB, at)), ink="heavy")


def _values(bands: Sequence[Band], x: Axis, y: Axis) -> Iterator[Shape]:
    """Yield error and phase error above each step, where they fit."""
    for band in bands:
        left, right = x.place(band.frequency_min_hz), x.place(band.frequency_max_hz)
        at, middle = y.place(band.amplitude_percent), (left + right) / 2
        lines = [f"± {quantity(band.amplitude_percent, '%')}"]
        lines += [] if band.phase_deg is None else [f"± {number(band.phase_deg)}°"]
        for row, line in enumerate(reversed(lines)):
            if width(line, 6.8) <= right - left + 4:
                yield Text(x=middle, y=at - 3.5 - 8 * row, text=line, anchor="middle", size=6.8)


def _uses(uses: Sequence[tuple[float, str]], x: Axis, y: Axis) -> Iterator[Shape]:
    """Yield a line at each frequency, up to its words, which stand in a row of their own."""
    middles = apart([x.place(hertz) for hertz, _ in uses], 6.0, _LEFT, _RIGHT)
    for index, ((hertz, said), middle) in enumerate(zip(uses, middles, strict=True)):
        at, row = x.place(hertz), _ROW * (index + 1)
        yield Line(points=((at, y.start), (at, y.end - 2), (middle, y.end - 5), (middle, row - 4)), ink="dashed")
        yield Symbol(kind="arrow-down", x=at, y=y.start)
        beside = WIDTH - middle - 4 >= width(said, 6.8) or middle < WIDTH / 2
        words = fitted(said, (WIDTH - middle if beside else middle) - 4, 6.8)
        left = middle + 3 if beside else middle - 3 - width(words, 6.8)
        yield Box(x=round(left - 1, 2), y=row - 6, width=round(width(words, 6.8) + 2, 2), height=7.6, ink="blank")
        edge = middle + (3 if beside else -3)
        yield Text(x=edge, y=row, text=words, anchor="start" if beside else "end", size=6.8)


def _grouped(uses: Sequence[Use]) -> tuple[tuple[float, str], ...]:
    """Return each frequency once, lowest first, with everything that uses it."""
    groups = groupby(sorted(uses, key=lambda each: each.frequency_hz), lambda each: each.frequency_hz)
    return tuple(
        (hertz, joined(quantity(hertz, "Hz"), joined(*(each.name for each in found)), by=" "))
        for hertz, found in groups
    )
