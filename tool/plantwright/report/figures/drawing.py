"""What every figure is made of: texts, lines, boxes, circles and symbols at places in points (1/72 inch)."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

TAG_SIZE = 7.2
TEXT_SIZE = 6.6
LEADING = 8.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """`anchor`: start, middle or end; `weight`: regular or bold; `ink`: a colour name of the templates.

    `room` is the width that a translation is squeezed into when it is longer than the English text; 0 means any.
    """

    x: float
    y: float
    text: str
    size: float = TEXT_SIZE
    anchor: str = "start"
    bold: bool = False
    ink: str = "black"
    turned: bool = False
    room: float = 0.0

    @property
    def left(self) -> float:
        """Return the left edge by the estimated width."""
        return self.x - width(self.text, self.size) * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]

    @property
    def right(self) -> float:
        """Return the right edge by the estimated width."""
        return self.left + width(self.text, self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A polyline; `ink`: line, heavy, thin, dashed, grid, predicted, dimension."""

    points: tuple[tuple[float, float], ...]
    ink: str = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    ink: str = "line"
    rounded: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    x: float
    y: float
    radius: float
    ink: str = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A named symbol of `symbols.svg.j2` with its middle at a place."""

    kind: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A figure: `title` says what it is, for the eye and for a screen reader; sizes in points."""

    title: str
    width: float
    height: float
    texts: tuple[Text, ...] = ()
    lines: tuple[Line, ...] = ()
    boxes: tuple[Box, ...] = ()
    circles: tuple[Circle, ...] = ()
    symbols: tuple[Symbol, ...] = ()


Shape = Text | Line | Box | Circle | Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawing, what it shows in one or two sentences for its caption, and where its data come from."""

    drawing: Drawing
    conclusion: str
    source: str


def drawing(title: str, shapes: Iterable[Shape], width: float, height: float) -> Drawing:
    """Sort shapes into a drawing."""
    every = tuple(shapes)
    return Drawing(
        title=title,
        width=round(width, 2),
        height=round(height, 2),
        texts=tuple(each for each in every if isinstance(each, Text)),
        lines=tuple(each for each in every if isinstance(each, Line)),
        boxes=tuple(each for each in every if isinstance(each, Box)),
        circles=tuple(each for each in every if isinstance(each, Circle)),
        symbols=tuple(each for each in every if isinstance(each, Symbol)),
    )


def hatching(left: float, top: float, right: float, bottom: float, step: float = 4.0) -> Iterator[Line]:
    """Yield thin lines at 45 degrees that fill a rectangle, `step` points apart along its edges."""
    wide, high = right - left, bottom - top
    for index in range(1, math.ceil((wide + high) / step)):
        offset = index * step
        start = (left + max(offset - high, 0.0), top + min(offset, high))
        end = (left + min(offset, wide), top + max(offset - wide, 0.0))
        yield Line(points=tuple((round(x, 2), round(y, 2)) for x, y in (start, end)), ink="grid")


def apart(places: Sequence[float], least: float, low: float, high: float) -> tuple[float, ...]:
    """Return places moved as little as needed to be `least` apart, in the same order, from `low` to `high`."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    found = list(places)
    taken = low - least
    for index in order:
        taken = found[index] = max(places[index], taken + least)
    limit = high + least
    for index in reversed(order):
        limit = found[index] = min(found[index], limit - least)
    return tuple(round(place, 2) for place in found)


def label(x: float, y: float, tag: str, lines: Sequence[str], anchor: str, room: float) -> tuple[Text, ...]:
    """Return a tag in bold with lines below it, as a block whose middle is at y and that is no wider than `room`."""
    texts = [text for text in lines if text]
    top = y - (len(texts) * LEADING) / 2 + TAG_SIZE * 0.36
    name = fitted(tag, room, TAG_SIZE, bold=True)
    first = Text(x=x, y=top, text=name, size=TAG_SIZE, anchor=anchor, bold=True, room=room)
    rest = (
        Text(x=x, y=top + LEADING * row, text=fitted(text, room, TEXT_SIZE), anchor=anchor, ink="grey", room=room)
        for row, text in enumerate(texts, start=1)
    )
    return (first, *rest)


_NARROW, _WIDE = "iljtfrI1.,:;'|!()[]/ \u202f", "mwMW@—%"


def width(text: str, size: float, bold: bool = False) -> float:
    """Return the estimated width of a text in the shipped sans-serif face, a little on the wide side."""
    return sum(map(_em, text)) * size * (1.06 if bold else 1.0)


def _em(character: str) -> float:
    if ord(character) >= 0x2E80:
        return 1.0
    if character in _NARROW:
        return 0.36
    if character in _WIDE:
        return 1.02 if character == "W" else 0.92
    return 0.7 if character.isupper() else 0.6


def fitted(text: str, room: float, size: float, bold: bool = False) -> str:
    """Return a text cut to fit a width, with an ellipsis where something is missing; half a tag is no tag."""
    if width(text, size, bold) <= room:
        return text
    kept = text
    while kept and width(kept + "…", size, bold) > room:
        kept = kept[:-1]
    whole, _, last = kept.rpartition(" ")
    cut = whole if whole and re.search(r"\d", last) and not text[len(kept)].isspace() else kept
    return cut.rstrip() + "…"


def wrapped(text: str, room: float, size: float = TEXT_SIZE, rows: int = 2) -> tuple[str, ...]:
    """Return a text in at most `rows` lines of a width, broken between words, the last one cut."""
    lines: list[str] = []
    rest = text.split()
    while rest and len(lines) < rows - 1:
        count = max((n for n in range(1, len(rest) + 1) if width(" ".join(rest[:n]), size) <= room), default=1)
        lines.append(fitted(" ".join(rest[:count]), room, size))
        rest = rest[count:]
    return (*lines, fitted(" ".join(rest), room, size)) if rest else tuple(lines)
