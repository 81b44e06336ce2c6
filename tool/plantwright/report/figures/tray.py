"""A cross-section of a cable route to scale, with required and actual distances between its cables."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plantwright.report.figures.drawing import Box, Circle, Drawing, Line, Shape, Symbol, Text, drawing, fitted, width
from plantwright.report.language import text
from plantwright.report.text import joined, quantity, word
from plantwright.site.model import Cable, Route, Site

WIDTH = 488.0
_POINTS_PER_MM = 72 / 25.4
_SCALES = (1, 2, 2.5, 4, 5, 10, 20, 25, 50)
_LEVEL = 15.0  # between two dimension lines
_UNKNOWN_MM = 20.0  # drawn for a cable without a stated diameter
_LABEL = 9.0
_KIND = 80.0  # room for the kind of a cable below it


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """A checked distance between two cables of the route: surface to surface, in millimetres."""

    near: str
    far: str
    actual_mm: float
    required_mm: float
    outcome: str  # a symbol kind: pass, fail, warn, waived ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    drawing: Drawing
    scale: str
    unknown: tuple[str, ...]  # cables without a diameter


@dataclass(frozen=True, slots=True)
class _Laid:
    """A cable on paper: its middle and radius."""

    tag: str
    cable: Cable | None
    x: float
    radius: float


def section(site: Site, route: Route, distances: Sequence[Distance]) -> Section:
    """Draw a route seen along its cables; cables lie on the bottom at the stated places."""
    span = _span_mm(site, route)
    scale = next((each for each in _SCALES if span / each * _POINTS_PER_MM <= WIDTH - 30), _SCALES[-1])
    points = _POINTS_PER_MM / scale
    laid = [_lay(site, tag, at, points) for tag, at in sorted(route.positions_mm.items(), key=lambda pair: pair[1])]
    left = (WIDTH - span * points) / 2
    shown = [_Laid(each.tag, each.cable, round(left + each.x, 2), each.radius) for each in laid]
    tallest = max((2 * each.radius for each in shown), default=20.0)
    bottom = 8 + _LEVEL * len(distances) + _LABEL + tallest + 8
    captions = tuple(_captions(shown, bottom))
    lowest = max((each.y for each in captions), default=bottom)
    shapes = [
        *_tray(route, left, span * points, bottom, tallest),
        *_divider(route, left, points, bottom, tallest),
        *(shape for each in shown for shape in _cable(each, bottom)),
        *captions,
        *_distances(distances, {each.tag: each for each in shown}, bottom),
    ]
    return Section(
        drawing=drawing(text("Cross-section of route {tag}", tag=route.tag), shapes, WIDTH, lowest + 3),
        scale=f"1 : {quantity(scale)}",
        unknown=tuple(each.tag for each in shown if each.cable is None or each.cable.outer_diameter_mm is None),
    )


def _span_mm(site: Site, route: Route) -> float:
    """Return the stated width, else what the cables need."""
    edges = [at + _diameter_mm(site.cables.get(tag)) / 2 for tag, at in route.positions_mm.items()]
    return max([route.width_mm or 0, *edges, 50.0])


def _diameter_mm(cable: Cable | None) -> float:
    return (cable.outer_diameter_mm if cable else None) or _UNKNOWN_MM


def _lay(site: Site, tag: str, at_mm: float, points: float) -> _Laid:
    cable = site.cables.get(tag)
    return _Laid(tag, cable, at_mm * points, round(max(_diameter_mm(cable) / 2 * points, 2.0), 2))


def _tray(route: Route, left: float, wide: float, bottom: float, tallest: float) -> Iterator[Shape]:
    right = round(left + wide, 2)
    wall = round(bottom - tallest - 6, 2)
    yield Line(points=((left, wall), (left, bottom)), ink="heavy")
    if route.width_mm:
        yield Line(points=((right, wall), (right, bottom)), ink="heavy")
    yield Line(
        points=((left, bottom), (right, bottom)), ink="perforated" if "perforated" in route.containment else "heavy"
    )
    if "closed" in route.containment or "conduit" in route.containment:
        yield Line(points=((left, wall), (right, wall)), ink="heavy")


def _divider(route: Route, left: float, points: float, bottom: float, tallest: float) -> Iterator[Shape]:
    if route.divider != "none" and route.divider_at_mm is not None:
        x = round(left + route.divider_at_mm * points, 2)
        yield Line(points=((x, bottom), (x, bottom - tallest - 6)), ink="heavy")


def _cable(laid: _Laid, bottom: float) -> Iterator[Shape]:
    middle = round(bottom - laid.radius - 1, 2)
    kind = laid.cable.kind if laid.cable else "unknown"
    yield Circle(x=laid.x, y=middle, radius=laid.radius, ink="grey" if kind == "fibre" else "white")
    if kind == "power":
        yield from _hatching(laid.x, middle, laid.radius)
    elif kind != "fibre":
        yield Circle(x=laid.x, y=middle, radius=round(laid.radius * 0.45, 2), ink="thin")


def _hatching(x: float, y: float, radius: float) -> Iterator[Line]:
    """Yield lines at 45 degrees that fill a circle, 3 points apart."""
    count = math.floor(radius / 3)
    for offset in (3.0 * index for index in range(-count, count + 1)):
        half = math.sqrt(max(radius**2 - offset**2, 0.0))
        dx, dy = (offset - half) / math.sqrt(2), (offset + half) / math.sqrt(2)
        end = (round(x + (offset + half) / math.sqrt(2), 2), round(y + (offset - half) / math.sqrt(2), 2))
        yield Line(points=((round(x + dx, 2), round(y + dy, 2)), end), ink="thin")


def _captions(laid: Sequence[_Laid], bottom: float) -> Iterator[Text]:
    """Yield tag and kind under each cable, each in the first row where it overprints no other."""
    taken: list[float] = []
    for each in laid:
        told = joined(each.tag, _kind(each.cable), by=" ")
        half = width(told, 6.8) / 2
        middle = min(max(each.x, half), WIDTH - half)
        row = next((index for index, right in enumerate(taken) if right < middle - half), len(taken))
        taken[row : row + 1] = [middle + half + 4]
        place = round(middle, 2), bottom + 11 + 9 * row
        yield Text(x=place[0], y=place[1], text=told, size=6.8, anchor="middle", room=round(2 * half, 2))


def _kind(cable: Cable | None) -> str:
    if cable is None:
        return text("not described")
    if cable.kind == "power" and cable.cores and cable.cross_section_mm2:
        return f"{cable.cores} × {quantity(cable.cross_section_mm2, 'mm²')}"
    return fitted({"rs485": "RS-485"}.get(cable.kind, cable.category or word(cable.kind)), _KIND, 6.8)


def _distances(distances: Sequence[Distance], laid: dict[str, _Laid], bottom: float) -> Iterator[Shape]:
    for level, each in enumerate(distances):
        if each.near in laid and each.far in laid:
            left, right = sorted((laid[each.near], laid[each.far]), key=lambda one: one.x)
            yield from _distance(each, left, right, 16 + _LEVEL * level, bottom)


def _distance(distance: Distance, left: _Laid, right: _Laid, y: float, bottom: float) -> Iterator[Shape]:
    start, end = round(left.x + left.radius, 2), round(right.x - right.radius, 2)
    ink = "fail" if distance.outcome == "fail" else "black"
    yield from (
        Line(points=((x, y - 1), (x, bottom - each.radius)), ink="thin") for x, each in ((start, left), (end, right))
    )
    yield Line(points=((start, y), (end, y)), ink="thin")
    yield from (Symbol(kind="arrow-left", x=start, y=y), Symbol(kind="arrow-right", x=end, y=y))
    measures = {"actual": quantity(distance.actual_mm, "mm", 4), "required": quantity(distance.required_mm, "mm", 4)}
    shown = fitted(text("{actual}, required {required}", **measures), WIDTH - 40, 7)
    half = width(shown, 7) / 2
    middle = min(max((start + end) / 2, half + 14), WIDTH - half - 2)
    yield Box(x=round(middle - half - 13, 2), y=y - 10.5, width=round(2 * half + 14, 2), height=9.5, ink="blank")
    yield Text(x=round(middle, 2), y=y - 3, text=shown, size=7, anchor="middle", bold=True, ink=ink,
               room=round(2 * half, 2))  # fmt: skip
    yield Symbol(kind=distance.outcome, x=round(middle - half - 7, 2), y=y - 5.4)
