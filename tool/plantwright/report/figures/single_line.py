"""The single-line diagram of a motor feeder, from the busbar to the motor, with what hangs on it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from plantwright.report.figures.drawing import Box, Circle, Drawing, Line, Shape, Symbol, Text, drawing, label
from plantwright.report.language import text
from plantwright.report.text import joined, quantity, stated, word
from plantwright.site.model import (
    Barrier,
    Cable,
    Contactor,
    Device,
    Feeder,
    Item,
    Motor,
    Probe,
    Protection,
    Sensor,
    Site,
    Starter,
)

WIDTH = 300.0
SPINE = 118.0  # the place of the conductor
_ROOM = 88.0  # for labels on the left
_BRANCH, _BRANCH_WIDTH = 172.0, 78.0
_MODULE = 33.0


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of the diagram: its height and the shapes it draws when its top is known."""

    height: float
    shapes: Callable[[float], Iterator[Shape]]


def single_line(site: Site, feeder: Feeder) -> Drawing:
    """Draw a feeder; a tag that the site does not describe is a gap with its name."""
    parts = [_supply(site), *_parts(site, feeder)]
    shapes: list[Shape] = []
    top = 0.0
    for part in parts:
        shapes.extend(part.shapes(top))
        top += part.height
    return drawing(text("Single-line diagram of feeder {tag}", tag=feeder.tag), shapes, WIDTH, top)


def _parts(site: Site, feeder: Feeder) -> Iterator[_Part]:
    for tag in feeder.path_:
        yield from (_cable(cable) for cable in site.cables.values() if cable.kind == "power" and cable.to == tag)
        yield _element(site, feeder, tag)
        probes = (probe for probe in site.probes.values() if probe.feeder == feeder.tag and probe.after == tag)
        yield from (_probe(site, probe) for probe in probes)


def _element(site: Site, feeder: Feeder, tag: str) -> _Part:
    match site.item(tag):
        case Starter() as starter:
            return _starter(starter, site.contactors.get(feeder.bypass))
        case Sensor() as sensor:
            return _sensor(site, sensor)
        case Motor() as motor:
            return _motor(motor, _has_earth(site, tag))
        case Protection() as device:
            return _in_line("fuse" if device.kind == "fuse" else "breaker", device, _protection_lines(device))
        case Contactor() as contactor:
            return _in_line("contactor", contactor, _contactor_lines(contactor))
        case Barrier() as barrier:
            return _in_line("disconnector" if barrier.kind == "disconnector" else "box", barrier, (word(barrier.kind),))
        case _:
            return _gap(tag)


def _supply(site: Site) -> _Part:
    supply = site.supply
    volts = quantity(supply.nominal_voltage_v, "V")
    system = f"3~ {volts} {quantity(supply.frequency_hz, 'Hz')}, {supply.system}"

    def shapes(top: float) -> Iterator[Shape]:
        yield Text(x=SPINE - 84, y=top + 8, text=system, size=7.2, bold=True)
        yield Line(points=((SPINE - 84, top + 13), (SPINE + 118, top + 13)), ink="busbar")
        yield _wire(top + 13, top + 30)
        yield Symbol(kind="three-conductors", x=SPINE, y=top + 22)

    return _Part(30, shapes)


def _in_line(kind: str, item: Item, lines: tuple[str, ...]) -> _Part:
    """Return a one-module part: a symbol of 26 points in the conductor and its label on the left."""

    def shapes(top: float) -> Iterator[Shape]:
        middle = top + _MODULE / 2
        yield from (_wire(top, middle - 13), _wire(middle + 13, top + _MODULE))
        yield Symbol(kind=kind, x=SPINE, y=middle)
        yield from label(SPINE - 18, middle, item.tag, lines, "end", _ROOM)

    return _Part(_MODULE, shapes)


def _starter(starter: Starter, bypass: Contactor | None) -> _Part:
    height = 66.0 if bypass else 56.0

    def shapes(top: float) -> Iterator[Shape]:
        middle = top + height / 2
        yield from (_wire(top, middle - 22), _wire(middle + 22, top + height))
        yield Symbol(kind="starter", x=SPINE, y=middle)
        yield from label(SPINE - 28, middle, starter.tag, _starter_lines(starter), "end", _ROOM)
        if bypass:
            yield from _bypass(top, middle, top + height, bypass)

    return _Part(height, shapes)


def _bypass(top: float, middle: float, bottom: float, bypass: Contactor) -> Iterator[Shape]:
    side = SPINE + 46
    yield Line(points=((SPINE, top + 4), (side, top + 4), (side, middle - 13)))
    yield Line(points=((side, middle + 13), (side, bottom - 4), (SPINE, bottom - 4)))
    yield Symbol(kind="contactor", x=side, y=middle)
    yield from (Symbol(kind="node", x=SPINE, y=top + 4), Symbol(kind="node", x=SPINE, y=bottom - 4))
    yield from label(side + 9, middle, bypass.tag, _contactor_lines(bypass), "start", WIDTH - side - 10)


def _starter_lines(starter: Starter) -> tuple[str, ...]:
    bus = text("{bus} address {n}", bus=starter.bus.name, n=starter.bus.address) if starter.bus else ""
    rating = joined(stated(starter.rated_power_kw, "kW"), stated(starter.rated_current_a, "A"))
    return (text(starter.type.title), joined(rating, word(starter.variant)), bus)


def _sensor(site: Site, sensor: Sensor) -> _Part:
    source = site.item(sensor.supply)
    channel = text("channel {channel}", channel=sensor.channel) if sensor.channel is not None else ""
    kind = source.model or text(source.type.title) if isinstance(source, Device) else text("not described")
    model = joined(kind, channel)

    def shapes(top: float) -> Iterator[Shape]:
        middle = top + _MODULE / 2
        yield _wire(top, top + _MODULE)
        yield Circle(x=SPINE, y=middle, radius=7.5)
        yield Line(points=((SPINE + 7.5, middle), (_BRANCH, middle)))
        yield Symbol(kind="two-conductors", x=SPINE + 30, y=middle)
        yield from _boxed(middle, sensor.supply, model)
        serial = text("serial {serial}", serial=sensor.serial) if sensor.serial else ""
        kind = sensor.model or sensor.type.type.upper()
        yield from label(SPINE - 18, middle, sensor.tag, (kind, serial), "end", _ROOM)

    return _Part(_MODULE, shapes)


def _probe(site: Site, probe: Probe) -> _Part:
    monitor = site.monitors.get(probe.monitor)
    bus = f"{monitor.bus.name} : {monitor.bus.address}" if monitor and monitor.bus else ""

    def shapes(top: float) -> Iterator[Shape]:
        middle = top + 16
        yield _wire(top, top + 32)
        yield Symbol(kind="node", x=SPINE, y=middle)
        yield Line(points=((SPINE, middle), (SPINE + 14, middle)))
        if probe.fuse:
            yield Symbol(kind="fuse-lying", x=SPINE + 26, y=middle)
            yield Text(x=SPINE + 26, y=middle - 7, text=probe.fuse, anchor="middle", ink="grey")
        else:
            yield Line(points=((SPINE + 14, middle), (SPINE + 38, middle)))
        yield Line(points=((SPINE + 38, middle), (_BRANCH, middle)))
        yield from _boxed(middle, probe.tag, joined(probe.model, text("channel {channel}", channel=probe.channel)))
        edge = _BRANCH + _BRANCH_WIDTH
        yield Line(points=((edge, middle), (edge + 14, middle)), ink="dashed")
        yield from label(edge + 16, middle, probe.monitor, (bus,), "start", WIDTH - edge - 16)

    return _Part(32, shapes)


def _boxed(middle: float, tag: str, line: str) -> Iterator[Shape]:
    yield Box(x=_BRANCH, y=middle - 12, width=_BRANCH_WIDTH, height=24)
    yield from label(_BRANCH + _BRANCH_WIDTH / 2, middle, tag, (line,), "middle", _BRANCH_WIDTH - 3)


def _cable(cable: Cable) -> _Part:
    run = joined(stated(cable.length_m, "m"), text("route {tags}", tags=", ".join(cable.route)) if cable.route else "")

    def shapes(top: float) -> Iterator[Shape]:
        middle = top + 15
        yield _wire(top, top + 30)
        yield Symbol(kind="one-conductor", x=SPINE, y=middle)
        lines = (cable.model or word(cable.kind), run)
        yield from label(SPINE + 12, middle, cable.tag, lines, "start", WIDTH - SPINE - 12)

    return _Part(30, shapes)


def _motor(motor: Motor, earthed: bool) -> _Part:
    rating = joined(quantity(motor.rated_power_kw, "kW"), quantity(motor.rated_current_a, "A"))
    factor = f"cos φ {quantity(motor.power_factor)}" if motor.power_factor is not None else ""

    def shapes(top: float) -> Iterator[Shape]:
        middle = top + 24
        yield _wire(top, middle - 17)
        yield Symbol(kind="motor", x=SPINE, y=middle)
        if earthed:
            yield Line(points=((SPINE + 17, middle), (SPINE + 36, middle), (SPINE + 36, middle + 8)))
            yield Symbol(kind="earth", x=SPINE + 36, y=middle + 8)
        yield from label(
            SPINE - 26, middle, motor.tag, (rating, factor, stated(motor.rated_speed_rpm, "min⁻¹")), "end", _ROOM
        )

    return _Part(46, shapes)


def _gap(tag: str) -> _Part:
    def shapes(top: float) -> Iterator[Shape]:
        yield from (_wire(top, top + 8), _wire(top + 26, top + 34))
        yield from label(SPINE - 18, top + 17, tag, (text("not described"),), "end", _ROOM)

    return _Part(34, shapes)


def _wire(top: float, bottom: float) -> Line:
    return Line(points=((SPINE, top), (SPINE, bottom)))


def _has_earth(site: Site, tag: str) -> bool:
    return any(cable.to == tag and cable.protective_conductor_mm2 for cable in site.cables.values())


def _protection_lines(device: Protection) -> tuple[str, ...]:
    return (
        joined(word(device.kind), device.class_, stated(device.rated_current_a, "A"), by=" "),
        joined(stated(device.rated_voltage_v, "V"), stated(device.breaking_capacity_ka, "kA")),
    )


def _contactor_lines(contactor: Contactor) -> tuple[str, ...]:
    rating = joined(contactor.utilization_category, stated(contactor.rated_current_a, "A"), by=" ")
    return (word(contactor.role), rating)
