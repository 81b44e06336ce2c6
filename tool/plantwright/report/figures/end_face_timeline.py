"""What was done to a fibre end face, in its order: inspections with their zones to scale, cleanings, matings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from plantwright.report.figures.drawing import (
    Box,
    Circle,
    Figure,
    Line,
    Shape,
    Symbol,
    Text,
    drawing,
    fitted,
    width,
    wrapped,
)
from plantwright.report.language import text
from plantwright.report.text import SITE_FILES, joined, quantity
from plantwright.site.end_face_tables import EndFaceTable
from plantwright.site.records import Attempt, FibreEndFace, FibreMating, Zone

WIDTH = 488.0
_PER_ROW = 7
_STEP, _MIDDLE = WIDTH / _PER_ROW, 34.0
_BELOW, _LINE = 34.0, 8.0  # from the middle of a row to its first line of words, and from line to line
_RADIUS = 17.0  # of the outermost zone, and of an end face whose zones are not known
_INSPECT = "inspect"
_KINDS = {"clean": "pass", "pass": "pass", "dirty": "fail", "fail": "fail", "damaged": "fail"}
_WORDS = {
    "clean": text("CLEAN"), "pass": text("PASS"), "dirty": text("DIRTY"), "fail": text("FAIL"),
    "damaged": text("DAMAGED"), "dry": text("DRY"), "wet": text("WET"), "mated": text("MATE"),
    "demated": text("DEMATE"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step: `inspect` with a result, a way of cleaning, or a mating; `clock` is hours and minutes.

    `found` says what was counted in the zones, `note` what the person wrote or took.
    """

    step: str
    result: str = ""
    clock: str = ""
    found: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """The zones of the criteria: (name, outer diameter in µm) from the middle outwards, and which table has them."""

    diameters_um: tuple[tuple[str, float], ...]
    table: str


def zones_of(table: EndFaceTable) -> Zones:
    """Return the zones of published criteria."""
    ordered = sorted(((name, float(each.up_to_um)) for name, each in table.zones.items()), key=lambda each: each[1])
    return Zones(diameters_um=tuple(ordered), table=joined(table.name, table.edition))


def source_of(record: FibreEndFace, table: EndFaceTable | str) -> str:
    """Return where the steps and the zones of an end face come from."""
    criteria = str(table.source) if isinstance(table, EndFaceTable) else ""
    return joined(text("record {file}", file=record.file), criteria, by="; ")


def events_of(record: FibreEndFace, matings: Iterable[FibreMating] = ()) -> tuple[Event, ...]:
    """Return the attempts of a record and the matings of the same end, in the order of time."""
    done = [(each.time, _event(each)) for each in record.attempts]
    done += [(each.time, _mating(each)) for each in matings]
    return tuple(event for _, event in sorted(done, key=lambda each: each[0]))


def _event(attempt: Attempt) -> Event:
    return Event(
        step=attempt.step,
        result=attempt.result,
        clock=attempt.at[11:16],
        found=_found(attempt.zones),
        note=attempt.note or attempt.cleaner or attempt.tool,
    )


def _found(zones: Mapping[str, Zone]) -> str:
    """Return the zones with something in them, such as `A 2, B 3`; empty when no zone was counted."""
    marks = {zone: len(each.scratches_um) + len(each.defects_um) for zone, each in zones.items()}
    if not marks:
        return ""
    return joined(*(f"{zone} {count}" for zone, count in marks.items() if count)) or text("no marks")


def _mating(record: FibreMating) -> Event:
    return Event(step=record.event, clock=record.at[11:16], note=record.partner)


def end_face_timeline(
    tag: str, events: Sequence[Event], zones: Zones | None = None, *, source: str = SITE_FILES
) -> Figure:
    """Draw the steps from left to right, seven in a row; zones that are not known are not drawn."""
    rows = [events[start : start + _PER_ROW] for start in range(0, len(events), _PER_ROW)]
    tops = tuple(accumulate(map(_height, rows), initial=0.0))
    shapes = [shape for row, top in zip(rows, tops, strict=False) for shape in _row(row, zones, top)]
    height = tops[-1]
    if not events:
        shapes.append(Text(x=2, y=10, text=text("not inspected"), size=7, ink="grey"))
        height = 14.0
    elif zones:
        shapes.append(Text(x=2, y=height + 6, text=fitted(_legend(zones), WIDTH - 4, 6.8), size=6.8, room=WIDTH - 4))
        height += 10
    title = text("Steps at the fibre end face {face}", face=tag)
    return Figure(drawing=drawing(title, shapes, WIDTH, height), conclusion=_conclusion(events, zones), source=source)


def _legend(zones: Zones) -> str:
    edges = joined(*(f"{name} {quantity(size, 'µm')}" for name, size in zones.diameters_um))
    return text("Zones to scale, outer diameters: {edges} ({table})", edges=edges, table=zones.table)


def _conclusion(events: Sequence[Event], zones: Zones | None) -> str:
    if not events:
        return text("There is no record of an inspection.")
    inspections = sum(each.step == _INSPECT for each in events)
    cleanings = sum(each.step in ("dry", "wet") for each in events)
    return joined(
        text("Inspections: {n}, cleanings: {m}, in the order of the clock.", n=inspections, m=cleanings),
        text("Under an inspection: how many marks were counted in which zone; where they lie is not recorded.")
        if any(each.found for each in events)
        else "",
        "" if zones else text("The zones of its criteria are not known."),
        by=" ",
    )


def _height(events: Sequence[Event]) -> float:
    return _MIDDLE + _BELOW + _LINE * max(1, *(len(_lines(each)) for each in events))


def _lines(event: Event) -> tuple[str, ...]:
    found = (fitted(event.found, _STEP - 6, 6.5),) if event.found else ()
    return (*found, *wrapped(event.note, _STEP - 6, 6.5))


def _row(events: Sequence[Event], zones: Zones | None, top: float) -> Iterator[Shape]:
    middles = [round(_STEP * (index + 0.5), 2) for index in range(len(events))]
    y = top + _MIDDLE
    for before, after in pairwise(middles):
        yield Line(points=((before + _RADIUS + 1, y), (after - _RADIUS - 1, y)))
    for event, x in zip(events, middles, strict=True):
        yield from _face(event, zones, x, y) if event.step == _INSPECT else _work(event, x, y)
        yield Text(x=x, y=y + 26, text=event.clock, anchor="middle", bold=True)
        for row, line in enumerate(_lines(event)):
            at = y + _BELOW + _LINE * row
            yield Text(x=x, y=at, text=line, anchor="middle", size=6.5, ink="grey", room=_STEP - 6)


def _face(event: Event, zones: Zones | None, x: float, y: float) -> Iterator[Shape]:
    kind = _KINDS.get(event.result, "open")
    word = _WORDS.get(event.result) or event.result.upper() or text("NOT DONE")
    radii = _radii(zones) or (_RADIUS,)
    yield Circle(x=x, y=y, radius=radii[-1])
    yield from (Circle(x=x, y=y, radius=radius, ink="thin") for radius in radii[:-1])
    yield Symbol(kind=kind, x=x - 20, y=y - 25)
    yield Text(x=x - 13, y=y - 22.5, text=fitted(word, 46, 6.8, bold=True), size=6.8, bold=True, room=46)


def _radii(zones: Zones | None) -> tuple[float, ...]:
    """Return the edges of the zones in points, the outermost one `_RADIUS`."""
    sizes = [size for _, size in zones.diameters_um] if zones else []
    return tuple(round(size / sizes[-1] * _RADIUS, 2) for size in sizes)


def _work(event: Event, x: float, y: float) -> Iterator[Shape]:
    word = fitted(_WORDS.get(event.step) or event.step.upper(), _STEP - 22, 6.8, bold=True)
    half = round(max(15.0, width(word, 6.8, bold=True) / 2 + 3), 2)
    yield Box(x=x - half, y=y - 8, width=2 * half, height=16, rounded=3, ink="white")
    yield Text(x=x, y=y + 2.5, text=word, size=6.8, anchor="middle", bold=True, room=2 * half - 4)
