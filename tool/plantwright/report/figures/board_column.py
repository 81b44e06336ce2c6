"""One feeder of a switchboard from the busbar to the motor: each thing by its symbol, with its words beside it."""

from collections.abc import Iterator

from plantwright.report.figures.board_facts import rating_of
from plantwright.report.figures.board_layout import BESIDE, BUSBAR, HEIGHTS, Column, Layout, Part
from plantwright.report.figures.drawing import Box, Circle, Line, Shape, Symbol, Text, label, width
from plantwright.report.language import text
from plantwright.report.text import joined, quantity, stated, word
from plantwright.site.model import Barrier, Cable, Contactor, Motor, Probe, Protection, Sensor, Starter


def feeder_shapes(found: Layout, column: Column) -> Iterator[Shape]:
    """Yield a feeder; one that does not end at a motor leads on to the bottom."""
    yield Symbol(kind="three-conductors", x=column.spine, y=BUSBAR + 8)
    at = BUSBAR
    for level, part in column.parts.items():
        top = found.tops[level]
        yield Line(points=((column.spine, at), (column.spine, top)))
        yield from _drawn(column, part, top)
        at = top + HEIGHTS[part.kind]
    if column.parts and column.parts[max(column.parts)].kind != "motor":
        yield Line(points=((column.spine, at), (column.spine, found.bottom)))


def _drawn(column: Column, part: Part, top: float) -> Iterator[Shape]:
    match part.item:
        case Starter() as starter:
            yield from _starter(column, starter, top)
        case Sensor() as sensor:
            yield from _sensor(column, sensor, top)
        case Motor() as motor:
            yield from _motor(column, motor, top)
        case Probe() as probe:
            yield from _probe(column, probe, top)
        case Cable() as cable:
            yield from _cable(column, cable, top)
        case Protection() as device:
            yield from _switch("fuse" if device.kind == "fuse" else "breaker", column, part, rating_of(device), top)
        case Contactor() as contactor:
            rating = joined(contactor.utilization_category, stated(contactor.rated_current_a, "A"), by=" ")
            yield from _switch("contactor", column, part, rating, top)
        case Barrier() as barrier:
            kind = "disconnector" if barrier.kind == "disconnector" else "box"
            yield from _switch(kind, column, part, word(barrier.kind), top)
        case _:
            yield from _gap(column, part, top)


def _wire(x: float, top: float, bottom: float) -> Line:
    return Line(points=((x, round(top, 2)), (x, round(bottom, 2))))


def _words(column: Column, middle: float, tag: str, lines: tuple[str, ...]) -> Iterator[Shape]:
    yield from label(column.left + BESIDE, middle, tag, lines, "start", column.room)


def _switch(kind: str, column: Column, part: Part, line: str, top: float) -> Iterator[Shape]:
    middle = top + 13
    yield from (_wire(column.spine, top, middle - 13), _wire(column.spine, middle + 13, top + 26))
    yield Symbol(kind=kind, x=column.spine, y=middle)
    yield from _words(column, middle, part.tag, (line,))


def _gap(column: Column, part: Part, top: float) -> Iterator[Shape]:
    yield from (_wire(column.spine, top, top + 4), _wire(column.spine, top + 22, top + 26))
    yield from _words(column, top + 13, part.tag, (text("not described"),))


def _starter(column: Column, starter: Starter, top: float) -> Iterator[Shape]:
    middle = top + 23
    yield from (_wire(column.spine, top, middle - 14), _wire(column.spine, middle + 14, top + 44))
    yield Symbol(kind="starter-small", x=column.spine, y=middle)
    bus = f"{starter.bus.name}:{starter.bus.address}" if starter.bus else ""
    lines = (starter.type.type.upper(), stated(starter.rated_current_a, "A"), bus)
    yield from _words(column, middle, starter.tag, lines)
    bypass = column.feeder.bypass
    if bypass:
        yield from _bypass_name(bypass, column.left + 1, top)
    if column.bypassed:
        side = column.left + 10
        for y, end in ((top + 3, -13), (top + 43, 13)):
            yield Line(points=((column.spine, y), (side, y), (side, middle + end)))
            yield Symbol(kind="node", x=column.spine, y=y)
        yield Symbol(kind="contactor", x=side, y=middle)


def _bypass_name(tag: str, left: float, top: float) -> Iterator[Shape]:
    """Yield the tag above the contact, a long one below it, where no other words stand."""
    wide = width(tag, 7.2, bold=True)
    y = round(top - 0.6 if wide <= BESIDE - 8 else top + 51, 2)
    yield Box(x=left - 1, y=y - 6, width=round(wide + 1, 2), height=7.4, ink="blank")
    yield Text(x=left, y=y, text=tag, size=7.2, bold=True)


def _sensor(column: Column, sensor: Sensor, top: float) -> Iterator[Shape]:
    middle = top + 13
    yield _wire(column.spine, top, top + 26)
    yield Circle(x=column.spine, y=middle, radius=6)
    yield Line(points=((column.spine + 6, middle), (column.left + BESIDE - 3, middle)))
    channel = f":{sensor.channel}" if sensor.channel is not None else ""
    lines = (sensor.model or sensor.type.type.upper(), f"{sensor.supply}{channel}")
    yield from _words(column, middle, sensor.tag, lines)


def _probe(column: Column, probe: Probe, top: float) -> Iterator[Shape]:
    middle = top + 13
    yield _wire(column.spine, top, top + 26)
    yield Symbol(kind="node", x=column.spine, y=middle)
    yield Line(points=((column.spine, middle), (column.left + BESIDE - 3, middle)))
    yield from _words(column, middle, probe.tag, (f"{probe.monitor}:{probe.channel}", probe.fuse))


def _cable(column: Column, cable: Cable, top: float) -> Iterator[Shape]:
    yield _wire(column.spine, top, top + 17)
    yield Symbol(kind="one-conductor", x=column.spine, y=top + 8.5)
    yield from _words(column, top + 8.5, cable.tag, ())


def _motor(column: Column, motor: Motor, top: float) -> Iterator[Shape]:
    middle = top + 20
    yield _wire(column.spine, top, middle - 17)
    yield Symbol(kind="motor", x=column.spine, y=middle)
    lines = (quantity(motor.rated_power_kw, "kW"), quantity(motor.rated_current_a, "A"))
    yield from label(column.spine + 20, middle, motor.tag, lines, "start", column.room)
