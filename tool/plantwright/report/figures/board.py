"""A switchboard: its feeders side by side under the busbar, with their devices, and the buses to their gateways."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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
    label,
    width,
)
from plantwright.report.language import text
from plantwright.report.text import joined, quantity, word
from plantwright.site.model import (
    Barrier,
    Bus,
    Cable,
    Contactor,
    Feeder,
    Item,
    Motor,
    Probe,
    Protection,
    Sensor,
    Site,
    Starter,
)

WIDTH = 690.0
_HEADS, _EDGE = 58.0, 92.0  # left of the columns, and right of them
_TURN = WIDTH - _EDGE + 3  # where the dashed lines turn to the boxes
_SPINE, _BESIDE = 31.0, 47.0  # the conductor and the words in a column
_LEAST = 39.0  # room for words
_BOX, _BOXES = 27.0, 30.0  # height of a box at the right edge, and from one to the next
_TOP, _BUSBAR = 9.0, 14.0
_LANE = 9.0
_HEIGHTS = {
    "starter": 44.0, "probe": 26.0, "sensor": 26.0, "cable": 17.0, "motor": 37.0, "protection": 26.0, "contactor": 26.0,
    "barrier": 26.0, "gap": 26.0,
}  # fmt: skip
_ROW = 9.4


class Part(NamedTuple):
    """A place in a feeder: what kind of thing stands there, its tag, and the thing when the site describes it."""

    kind: str
    tag: str
    item: Item | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What stands in the column under a feeder, in words; `start` is the predicted current of its start."""

    protection: str = ""
    cable: str = ""
    length: str = ""
    power: str = ""
    start: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    feeder: Feeder
    parts: tuple[Part, ...]
    left: float

    @property
    def spine(self) -> float:
        return self.left + _SPINE


def board_of(site: Site, feeder: Feeder) -> str:
    """Return the location of a feeder: its own, else its starter's, else that of the first thing that has one."""
    starter = site.starter_of(feeder)
    places = [feeder.location, starter.location if starter else ""]
    places += [item.location for tag in feeder.path_ if (item := site.item(tag)) and not isinstance(item, Motor)]
    return next((place for place in places if place), "")


def boards(site: Site) -> Mapping[str, tuple[Feeder, ...]]:
    """Return location -> its feeders in the order of the files; a feeder without a location stands under ``."""
    found: dict[str, list[Feeder]] = {}
    for feeder in site.feeders.values():
        found.setdefault(board_of(site, feeder), []).append(feeder)
    return {place: tuple(feeders) for place, feeders in found.items()}


def sheets(site: Site, feeders: Sequence[Feeder]) -> tuple[tuple[Feeder, ...], ...]:
    """Return the feeders of each sheet: as many as have room for their whole tags."""
    tags = [part.tag for feeder in feeders for part in _parts(site, feeder)]
    tags += [feeder.bypass for feeder in feeders]
    widest = max([width(tag, 7.2, bold=True) for tag in tags], default=0.0)
    count = max(1, int((WIDTH - _HEADS - _EDGE) // (_BESIDE + max(widest, _LEAST) + 3)))
    return tuple(tuple(feeders[start : start + count]) for start in range(0, len(feeders), count))


def board(site: Site, place: str, feeders: Sequence[Feeder], facts: Mapping[str, Facts] | None = None) -> Drawing:
    """Draw feeders side by side, things of a kind on one level; a tag the site does not describe is a gap.

    With `facts`, feeder -> its facts, they stand in a column under each.
    """
    step = (WIDTH - _HEADS - _EDGE) / max(len(feeders), 4)
    columns = [
        _Column(feeder=feeder, parts=_parts(site, feeder), left=round(_HEADS + step * index, 2))
        for index, feeder in enumerate(feeders)
    ]
    levels = _levels([column.parts for column in columns])
    buses, monitors = _buses(site, columns), _monitors(site, columns)
    tops, bottom = _tops(levels, buses, monitors)
    shapes = [
        *_supply(site, place, columns, step),
        *(shape for column in columns for shape in _feeder(site, column, levels, tops, bottom, step)),
        *_bus_lanes(columns, levels, tops, buses, len(buses) + len(monitors)),
        *_monitor_lanes(site, columns, levels, tops, monitors, len(buses)),
        *(() if facts is None else _table(columns, facts, bottom + 5, step)),
    ]
    title = text("Single-line diagram of switchboard {board}", board=place or "—")
    lowest = max((each.y + each.height for each in shapes if isinstance(each, Box)), default=0.0)
    under = 0.0 if facts is None else 5 + _ROW * len(HEADS)
    return drawing(title, shapes, WIDTH, max(bottom + under, lowest) + 2)


def _parts(site: Site, feeder: Feeder) -> tuple[Part, ...]:
    """Return what stands in a feeder from the busbar to the motor, its cables and probes included."""
    found: list[Part] = []
    for tag in feeder.path_:
        cables = (each for each in site.cables.values() if each.kind == "power" and each.to == tag)
        found += [Part("cable", each.tag, each) for each in cables]
        item = site.item(tag)
        found.append(Part(_kind(item), tag, item))
        probes = (each for each in site.probes.values() if each.feeder == feeder.tag and each.after == tag)
        found += [Part("probe", each.tag, each) for each in probes]
    return tuple(found)


_KINDS: tuple[tuple[type[Item], str], ...] = (
    (Starter, "starter"), (Sensor, "sensor"), (Motor, "motor"), (Protection, "protection"), (Contactor, "contactor"),
    (Barrier, "barrier"),
)  # fmt: skip


def _kind(item: Item | None) -> str:
    return next((name for kind, name in _KINDS if isinstance(item, kind)), "gap")


def _levels(columns: Sequence[Sequence[Part]]) -> tuple[str, ...]:
    """Return the kinds of the levels: the shortest order of kinds found that every feeder can be laid into."""
    merged: tuple[str, ...] = ()
    for parts in columns:
        merged = _merged(merged, tuple(part.kind for part in parts))
    return merged


def _merged(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Return the shortest common supersequence of two."""
    best: list[list[tuple[str, ...]]] = [[other[j:] for j in range(len(other) + 1)]]
    for i in range(len(one) - 1, -1, -1):
        row: list[tuple[str, ...]] = [()] * len(other) + [one[i:]]
        for j in range(len(other) - 1, -1, -1):
            if one[i] == other[j]:
                row[j] = (one[i], *best[0][j + 1])
            else:
                row[j] = min((one[i], *best[0][j]), (other[j], *row[j + 1]), key=len)
        best = [row]
    return best[0][0]


def _placed(column: _Column, levels: Sequence[str]) -> Mapping[int, Part]:
    """Return level -> the part of a feeder on it, from the top down."""
    found: dict[int, Part] = {}
    level = 0
    for part in column.parts:
        while levels[level] != part.kind:
            level += 1
        found[level] = part
        level += 1
    return found


def _buses(site: Site, columns: Sequence[_Column]) -> tuple[Bus, ...]:
    names = [item.bus.name for item in _starters(columns) if item.bus]
    return tuple(site.buses[name] for name in dict.fromkeys(names) if name in site.buses)


def _starters(columns: Sequence[_Column]) -> Iterator[Starter]:
    yield from (part.item for column in columns for part in column.parts if isinstance(part.item, Starter))


def _monitors(site: Site, columns: Sequence[_Column]) -> tuple[str, ...]:
    probes = [part.item for column in columns for part in column.parts if isinstance(part.item, Probe)]
    return tuple(dict.fromkeys(probe.monitor for probe in probes if probe.monitor in site.monitors))


def _tops(levels: Sequence[str], buses: Sequence[Bus], monitors: Sequence[str]) -> tuple[tuple[float, ...], float]:
    """Return the top of each level and the bottom of the last one, with room for the lanes below the last of a kind."""
    room = {_last(levels, "starter"): _LANE * len(buses) + 4, _last(levels, "probe"): _LANE * len(monitors) + 2}
    tops: list[float] = []
    at = _BUSBAR + 14
    for level, kind in enumerate(levels):
        tops.append(round(at, 2))
        at += _HEIGHTS[kind] + room.get(level, 0.0)
    return tuple(tops), round(at, 2)


def _last(levels: Sequence[str], kind: str) -> int:
    return max((level for level, each in enumerate(levels) if each == kind), default=-1)


def _supply(site: Site, place: str, columns: Sequence[_Column], step: float) -> Iterator[Shape]:
    supply = site.supply
    location = site.locations.get(place)
    words = joined(
        joined(place, location.title if location else "", by=" "),
        f"3~ {quantity(supply.nominal_voltage_v, 'V')} {quantity(supply.frequency_hz, 'Hz')}, {supply.system}",
        text("Ik {current}", current=quantity(supply.prospective_short_circuit_ka, "kA"))
        if supply.prospective_short_circuit_ka is not None
        else "",
        by=" · ",
    )
    right = max([column.left + step for column in columns], default=_HEADS + step)
    yield Text(
        x=_HEADS, y=_TOP, text=fitted(words, WIDTH - _HEADS, 7.2, bold=True), size=7.2, bold=True, room=WIDTH - _HEADS
    )
    yield Line(points=((_HEADS, _BUSBAR), (right, _BUSBAR)), ink="busbar")


def _feeder(
    site: Site, column: _Column, levels: Sequence[str], tops: Sequence[float], bottom: float, step: float
) -> Iterator[Shape]:
    yield Symbol(kind="three-conductors", x=column.spine, y=_BUSBAR + 8)
    room = step - _BESIDE - 2
    placed = _placed(column, levels)
    at = _BUSBAR
    for level, part in placed.items():
        top, high = tops[level], _HEIGHTS[part.kind]
        yield Line(points=((column.spine, at), (column.spine, top)))
        yield from _drawn(site, column, part, top, room)
        at = top + high
    if placed and placed[max(placed)].kind != "motor":
        yield Line(points=((column.spine, at), (column.spine, bottom)))


def _wire(x: float, top: float, bottom: float) -> Line:
    return Line(points=((x, round(top, 2)), (x, round(bottom, 2))))


def _words(column: _Column, middle: float, tag: str, lines: tuple[str, ...], room: float) -> Iterator[Shape]:
    yield from label(column.left + _BESIDE, middle, tag, lines, "start", room)


def _drawn(site: Site, column: _Column, part: Part, top: float, room: float) -> Iterator[Shape]:
    match part.item:
        case Starter() as starter:
            yield from _starter(site, column, starter, top, room)
        case Sensor() as sensor:
            yield from _sensor(column, sensor, top, room)
        case Motor() as motor:
            yield from _motor(column, motor, top, room)
        case Probe() as probe:
            yield from _probe(column, probe, top, room)
        case Cable() as cable:
            yield from _cable(column, cable, top, room)
        case Protection() as device:
            yield from _switch("fuse" if device.kind == "fuse" else "breaker", column, part, _rating(device), top, room)
        case Contactor() as contactor:
            rating = joined(contactor.utilization_category, _given(contactor.rated_current_a, "A"), by=" ")
            yield from _switch("contactor", column, part, rating, top, room)
        case Barrier() as barrier:
            kind = "disconnector" if barrier.kind == "disconnector" else "box"
            yield from _switch(kind, column, part, word(barrier.kind), top, room)
        case _:
            yield from _gap(column, part, top, room)


def _switch(kind: str, column: _Column, part: Part, line: str, top: float, room: float) -> Iterator[Shape]:
    middle = top + 13
    yield from (_wire(column.spine, top, middle - 13), _wire(column.spine, middle + 13, top + 26))
    yield Symbol(kind=kind, x=column.spine, y=middle)
    yield from _words(column, middle, part.tag, (line,), room)


def _gap(column: _Column, part: Part, top: float, room: float) -> Iterator[Shape]:
    yield from (_wire(column.spine, top, top + 4), _wire(column.spine, top + 22, top + 26))
    yield from _words(column, top + 13, part.tag, (text("not described"),), room)


def _starter(site: Site, column: _Column, starter: Starter, top: float, room: float) -> Iterator[Shape]:
    middle = top + 23
    yield from (_wire(column.spine, top, middle - 14), _wire(column.spine, middle + 14, top + 44))
    yield Symbol(kind="starter-small", x=column.spine, y=middle)
    bus = f"{starter.bus.name}:{starter.bus.address}" if starter.bus else ""
    lines = (starter.type.type.upper(), _given(starter.rated_current_a, "A"), bus)
    yield from _words(column, middle, starter.tag, lines, room)
    bypass = column.feeder.bypass
    if bypass:
        yield from _bypass_name(bypass, column.left + 1, top)
    if bypass in site.contactors:
        side = column.left + 10
        for y, end in ((top + 3, -13), (top + 43, 13)):
            yield Line(points=((column.spine, y), (side, y), (side, middle + end)))
            yield Symbol(kind="node", x=column.spine, y=y)
        yield Symbol(kind="contactor", x=side, y=middle)


def _bypass_name(tag: str, left: float, top: float) -> Iterator[Shape]:
    """Yield the tag above the contact, a long one below it, where no other words stand."""
    wide = width(tag, 7.2, bold=True)
    y = round(top - 0.6 if wide <= _BESIDE - 8 else top + 51, 2)
    yield Box(x=left - 1, y=y - 6, width=round(wide + 1, 2), height=7.4, ink="blank")
    yield Text(x=left, y=y, text=tag, size=7.2, bold=True)


def _sensor(column: _Column, sensor: Sensor, top: float, room: float) -> Iterator[Shape]:
    middle = top + 13
    yield _wire(column.spine, top, top + 26)
    yield Circle(x=column.spine, y=middle, radius=6)
    yield Line(points=((column.spine + 6, middle), (column.left + _BESIDE - 3, middle)))
    channel = f":{sensor.channel}" if sensor.channel is not None else ""
    lines = (sensor.model or sensor.type.type.upper(), f"{sensor.supply}{channel}")
    yield from _words(column, middle, sensor.tag, lines, room)


def _probe(column: _Column, probe: Probe, top: float, room: float) -> Iterator[Shape]:
    middle = top + 13
    yield _wire(column.spine, top, top + 26)
    yield Symbol(kind="node", x=column.spine, y=middle)
    yield Line(points=((column.spine, middle), (column.left + _BESIDE - 3, middle)))
    yield from _words(column, middle, probe.tag, (f"{probe.monitor}:{probe.channel}", probe.fuse), room)


def _cable(column: _Column, cable: Cable, top: float, room: float) -> Iterator[Shape]:
    yield _wire(column.spine, top, top + 17)
    yield Symbol(kind="one-conductor", x=column.spine, y=top + 8.5)
    yield from _words(column, top + 8.5, cable.tag, (), room)


def _motor(column: _Column, motor: Motor, top: float, room: float) -> Iterator[Shape]:
    middle = top + 20
    yield _wire(column.spine, top, middle - 17)
    yield Symbol(kind="motor", x=column.spine, y=middle)
    lines = (quantity(motor.rated_power_kw, "kW"), quantity(motor.rated_current_a, "A"))
    yield from label(column.spine + 20, middle, motor.tag, lines, "start", room)


def _bus_lanes(
    columns: Sequence[_Column], levels: Sequence[str], tops: Sequence[float], buses: Sequence[Bus], of: int
) -> Iterator[Shape]:
    """Yield each bus as a dashed line below the starters, to the box of its gateway or serial port."""
    for index, bus in enumerate(buses):
        y = round(tops[_last(levels, "starter")] + _HEIGHTS["starter"] + 4 + _LANE * index, 2)
        joints = [
            (column.spine + 9, tops[level] + 37)
            for column in columns
            for level, part in _placed(column, levels).items()
            if _on(part, bus)
        ]
        yield from _lane(joints, y, _TURN + 18 * index / of, _BUSBAR + 14 + _BOXES * index, bus.tag, _reached(bus))


def _on(part: Part, bus: Bus) -> bool:
    return isinstance(part.item, Starter) and part.item.bus is not None and part.item.bus.name == bus.tag


def _reached(bus: Bus) -> tuple[str, ...]:
    if bus.gateway:
        return (text("gateway"), f"{bus.gateway.host}:{bus.gateway.port}")
    return (text("serial port"), bus.port)


def _lane(
    joints: Sequence[tuple[float, float]], y: float, turn: float, top: float, tag: str, lines: tuple[str, ...]
) -> Iterator[Shape]:
    """Yield a dashed line under the places it is joined to, and on to a box at the right edge."""
    for x, above in joints:
        yield Line(points=((x, above), (x, y)), ink="dashed")
        yield Symbol(kind="node", x=x, y=y)
    box, middle, turn = _TURN + 20, round(top + _BOX / 2, 2), round(turn, 2)
    left = min(x for x, _ in joints)
    yield Line(points=((left, y), (turn, y), (turn, middle), (box, middle)), ink="dashed")
    yield Box(x=box, y=round(top, 2), width=WIDTH - box - 1, height=_BOX)
    yield from label((box + WIDTH - 1) / 2, middle, tag, lines, "middle", WIDTH - box - 5)


def _monitor_lanes(
    site: Site,
    columns: Sequence[_Column],
    levels: Sequence[str],
    tops: Sequence[float],
    monitors: Sequence[str],
    before: int,
) -> Iterator[Shape]:
    """Yield a dashed line from the probes of each monitor to its box, below those of `before` buses."""
    for index, tag in enumerate(monitors):
        base = tops[_last(levels, "probe")] + _HEIGHTS["probe"] + 2
        first = max(base - 10, _BUSBAR + 14 + _BOXES * before)
        bus = site.monitors[tag].bus
        lines = (site.monitors[tag].type.type.upper(), f"{bus.name}:{bus.address}" if bus else "")
        turn = _TURN + 18 * (before + index) / (before + len(monitors))
        joints = tuple(_joints(columns, levels, tops, tag))
        yield from _lane(joints, round(base + _LANE * index, 2), turn, first + _BOXES * index, tag, lines)


def _joints(
    columns: Sequence[_Column], levels: Sequence[str], tops: Sequence[float], monitor: str
) -> Iterator[tuple[float, float]]:
    for column in columns:
        for level, part in _placed(column, levels).items():
            if isinstance(part.item, Probe) and part.item.monitor == monitor:
                yield column.left + _BESIDE - 5, tops[level] + 13


HEADS = (
    text("Feeder"), text("Protection"), text("Cable"), text("Length"), text("Power"), text("Start, predicted"),
)  # fmt: skip


def _table(columns: Sequence[_Column], facts: Mapping[str, Facts], top: float, step: float) -> Iterator[Shape]:
    right = max([column.left + step for column in columns], default=_HEADS + step)
    for row, head in enumerate((*HEADS, "")):
        y = round(top + _ROW * row, 2)
        yield Line(points=((0, y), (right, y)), ink="line" if row in (0, len(HEADS)) else "grid")
        if head:
            yield Text(x=1, y=y + 7.4, text=fitted(head, _HEADS - 4, 6.8), size=6.8, room=_HEADS - 4)
    for column in columns:
        found = facts.get(column.feeder.tag, Facts())
        cells = cells_of(column.feeder, found)
        for row, cell in enumerate(cells):
            ink = "predicted" if row == len(cells) - 1 else "black"
            shown = fitted(cell or "—", step - 5, 6.8, bold=row == 0)
            y = round(top + _ROW * row + 7.4, 2)
            yield Text(x=column.left + 2, y=y, text=shown, size=6.8, bold=row == 0, ink=ink)


def cells_of(feeder: Feeder, facts: Facts) -> tuple[str, ...]:
    """Return the column of a feeder, in the order of `HEADS`."""
    return (feeder.tag, facts.protection, facts.cable, facts.length, facts.power, facts.start)


def facts_of(site: Site, feeder: Feeder, start_a: float | None) -> Facts:
    """Return the words under a feeder: what protects it, its cable to the motor, its motor, its start."""
    motor = site.motor_of(feeder)
    cables = [each for each in site.cables.values() if each.kind == "power" and motor and each.to == motor.tag]
    fuses = [site.protection[tag] for tag in feeder.path_ if tag in site.protection]
    return Facts(
        protection=joined(*map(_rating, fuses), by=" + "),
        cable=joined(*(each.model or _cores(each) for each in cables)),
        length=joined(*(_given(each.length_m, "m") for each in cables)),
        power=quantity(motor.rated_power_kw, "kW") if motor else "",
        start=quantity(start_a, "A", 3) if start_a is not None else "",
    )


def _rating(device: Protection) -> str:
    return joined(device.class_, _given(device.rated_current_a, "A"), by=" ")


def _cores(cable: Cable) -> str:
    known = cable.cores and cable.cross_section_mm2
    return f"{cable.cores} × {quantity(cable.cross_section_mm2, 'mm²')}" if known else ""


def _given(value: float | None, unit: str) -> str:
    """Return a quantity, nothing when it is not stated."""
    return "" if value is None else quantity(value, unit)
