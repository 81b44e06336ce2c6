"""An RS-485 line to scale: terminators, units with address and place, stubs, the length and unit limits."""

from collections.abc import Iterator, Sequence

from plantwright.report.figures.drawing import Box, Drawing, Line, Shape, Symbol, Text, drawing, fitted, label
from plantwright.report.language import text
from plantwright.report.text import joined, quantity
from plantwright.rules.bus import line
from plantwright.site.model import Bus, Device, Site, TrunkNode

WIDTH = 488.0
_HOST, _START, _END = 62.0, 92.0, 464.0
_TRUNK, _BOX_TOP, _BOX_HEIGHT, _BOX_WIDTH, _GAP = 48.0, 80.0, 40.0, 76.0, 5.0
_NARROW_HEIGHT = 82.0  # of boxes with turned text
_HEIGHT = 124.0


def bus_line(site: Site, bus: Bus) -> Drawing:
    """Draw a bus; a unit without a place on the trunk is listed in words, a duplicate address is drawn as a fault."""
    length = _length_m(bus)
    shapes = [
        *_dimension(site, bus, length),
        *_host(bus),
        *_trunk(bus, length),
        *_nodes(site, bus, length),
        *_unplaced(site, bus),
    ]
    return drawing(
        text("Topology of bus {tag}, to scale along the line", tag=bus.tag),
        shapes,
        WIDTH,
        _height(bus) + 12 * bool(_without_place(site, bus)),
    )


def _height(bus: Bus) -> float:
    if not bus.trunk:
        return _TRUNK + 18
    fits = len(bus.trunk) * (_BOX_WIDTH + 2) <= WIDTH - 2
    return _HEIGHT if fits else _HEIGHT + _NARROW_HEIGHT - _BOX_HEIGHT


def _length_m(bus: Bus) -> float:
    places = [bus.length_m or 0, *(node.at_m for node in bus.trunk), *(end.at_m for end in bus.termination)]
    return max(places) or 1.0


def _at(metres: float, length_m: float) -> float:
    return round(_START + metres / length_m * (_END - _START), 2)


def _dimension(site: Site, bus: Bus, length_m: float) -> Iterator[Shape]:
    yield Line(points=((_START, 14), (_END, 14)), ink="thin")
    yield from (Symbol(kind="arrow-left", x=_START, y=14), Symbol(kind="arrow-right", x=_END, y=14))
    yield from (Line(points=((x, 9), (x, _TRUNK - 20)), ink="thin") for x in (_START, _END))
    told = fitted(joined(_line_settings(bus), *_limits(site, bus, length_m), by=" · "), _END - _START, 7)
    yield Text(x=(_START + _END) / 2, y=10, text=told, size=7, anchor="middle", room=_END - _START)


def _line_settings(bus: Bus) -> str:
    frame = f"{bus.data_bits}{bus.parity[:1].upper()}{bus.stop_bits}"
    return joined(bus.tag, _PROTOCOLS[bus.kind], f"{bus.baud_rate} Bd {frame}", by=" · ")


_PROTOCOLS = {"modbus-rtu": "Modbus RTU", "modbus-tcp": "Modbus TCP"}  # names, alike in every language


def _limits(site: Site, bus: Bus, length_m: float) -> tuple[str, str]:
    """Return length and units, the host included, against the smallest limits that hold on the bus."""
    known = [device.type.modbus for device in site.on_bus(bus) if device.type.modbus]
    metres = min((each.bus_length_max_m for each in known if each.bus_length_max_m), default=None)
    length = quantity(length_m, "m") if bus.length_m else text("length not stated")
    return (
        text("{length} of {longest}", length=length, longest=quantity(metres, "m")) if metres else length,
        text(
            "{n} of {m} units",
            n=len(site.on_bus(bus)) + bus.host_units,
            m=line.most_units(bus, site.on_bus(bus)),
        ),
    )


def _host(bus: Bus) -> Iterator[Shape]:
    yield Box(x=2, y=_TRUNK - 15, width=_HOST - 2, height=30)
    yield Line(points=((_HOST, _TRUNK), (_START, _TRUNK)))
    place = f"{bus.gateway.host}:{bus.gateway.port}" if bus.gateway else bus.port
    kind = text("Gateway") if bus.gateway else text("Serial port")
    yield from label(_HOST / 2 + 1, _TRUNK, kind, (place,), "middle", _HOST - 6)


def _trunk(bus: Bus, length_m: float) -> Iterator[Shape]:
    yield Line(points=((_START, _TRUNK - 1.5), (_END, _TRUNK - 1.5)))
    yield Line(points=((_START, _TRUNK + 1.5), (_END, _TRUNK + 1.5)))
    for end in bus.termination:
        x = _at(end.at_m, length_m)
        yield Box(x=x - 4, y=_TRUNK - 9, width=8, height=18, ink="white")
        yield Text(x=x, y=_TRUNK - 12, text=quantity(end.resistance_ohm, "Ω"), anchor="middle")


def _nodes(site: Site, bus: Bus, length_m: float) -> Iterator[Shape]:
    nodes = sorted(bus.trunk, key=lambda node: node.at_m)
    places = [_at(node.at_m, length_m) for node in nodes]
    devices = {device.tag: device for device in site.on_bus(bus)}
    room = min(_BOX_WIDTH, (WIDTH - 2) / max(len(nodes), 1) - 2)
    yield from _places(nodes, places)
    for node, at, middle in zip(nodes, places, spread(places, room), strict=True):
        device = devices.get(node.device)
        box = _box if room >= _BOX_WIDTH else _narrow_box
        yield Symbol(kind="node", x=at, y=_TRUNK)
        yield Line(points=((at, _TRUNK), (at, _TRUNK + 16), (middle, _TRUNK + 28), (middle, _BOX_TOP)))
        yield from box(node, device, middle, room, "fail" if _twice(site, bus, device) else "line")


def _places(nodes: Sequence[TrunkNode], places: Sequence[float]) -> Iterator[Shape]:
    """Yield the metres above the trunk, without those that would overprint their neighbour: the boxes give them too."""
    taken = _START + 12
    for node, at in zip(nodes, places, strict=True):
        metres = Text(x=at, y=_TRUNK - 6, text=quantity(node.at_m, "m"), anchor="middle")
        if metres.left > taken and metres.right < _END - 4:
            taken = metres.right + 2
            yield metres


def _box(node: TrunkNode, device: Device | None, middle: float, room: float, ink: str) -> Iterator[Shape]:
    left = round(middle - room / 2, 2)
    yield Box(x=left, y=_BOX_TOP, width=room, height=_BOX_HEIGHT, ink=ink)
    if ink == "fail":
        yield Symbol(kind="fail", x=left + room - 6, y=_BOX_TOP + 6)
    place = text("{place}, stub {length}", place=quantity(node.at_m, "m"), length=quantity(node.stub_m, "m"))
    lines = (device.type.type.upper() if device else text("not described"), _address(device), place)
    yield from label(middle, _BOX_TOP + _BOX_HEIGHT / 2, node.device, lines, "middle", room - 4)


def _narrow_box(node: TrunkNode, device: Device | None, middle: float, room: float, ink: str) -> Iterator[Shape]:
    """Yield a box with its text turned, where the units are many."""
    yield Box(x=round(middle - room / 2, 2), y=_BOX_TOP, width=round(room, 2), height=_NARROW_HEIGHT, ink=ink)
    room = _NARROW_HEIGHT - 6
    told = fitted(joined(node.device, _address(device), by=" · "), room, 6.6)
    x, y = round(middle + 2.3, 2), _BOX_TOP + _NARROW_HEIGHT - 3
    bad = ink == "fail"
    yield Text(x=x, y=y, text=told, bold=bad, ink="fail" if bad else "black", turned=True, room=room)


def _address(device: Device | None) -> str:
    return text("address {n}", n=device.bus.address) if device and device.bus else text("no address")


def _twice(site: Site, bus: Bus, device: Device | None) -> bool:
    if device is None or device.bus is None:
        return False
    address = device.bus.address
    return sum(1 for each in site.on_bus(bus) if each.bus and each.bus.address == address) > 1


def _without_place(site: Site, bus: Bus) -> tuple[str, ...]:
    placed = {node.device for node in bus.trunk}
    return tuple(device.tag for device in site.on_bus(bus) if device.tag not in placed)


def _unplaced(site: Site, bus: Bus) -> Iterator[Shape]:
    tags = _without_place(site, bus)
    if tags:
        told = fitted(text("No place on the trunk is stated for: {tags}", tags=", ".join(tags)), WIDTH - 4, 7)
        yield Text(x=2, y=_height(bus) + 6, text=told, size=7, room=WIDTH - 4)


def spread(places: Sequence[float], room: float) -> tuple[float, ...]:
    """Return middles for boxes near their places, in the same order, without overlap and within the figure."""
    free = (WIDTH - 2 - len(places) * room) / max(len(places) - 1, 1)
    step, low, high = room + min(_GAP, max(free, 0.0)), room / 2 + 1, WIDTH - room / 2 - 1
    middles: list[float] = []
    for place in places:
        middles.append(max(place, middles[-1] + step if middles else low))
    limit = high
    for index in reversed(range(len(middles))):
        middles[index] = round(min(middles[index], limit), 2)
        limit = middles[index] - step
    return tuple(middles)
