"""The plant on one sketch: supply, switchboards with what they hold, buses with their units, fibre links."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from plantwright.report.figures.board import boards
from plantwright.report.figures.drawing import Box, Circle, Figure, Line, Shape, Symbol, Text, drawing, fitted, label
from plantwright.report.language import counted, text
from plantwright.report.text import SITE_FILES, joined, quantity
from plantwright.site.model import Bus, Feeder, FibreLink, Site

WIDTH = 488.0
_PER_ROW = 4
_STEP, _BOX, _BOARD = WIDTH / _PER_ROW, 110.0, 44.0
_SUPPLY, _BUSBAR = 44.0, 14.0
_LINE = 28.0  # height of a bus or of a fibre link
_END = 96.0  # width of the box at an end of a line


class _Held(NamedTuple):
    """A switchboard: its location, what it is called, and what is in it, in words."""

    tag: str
    title: str
    lines: tuple[str, ...]


def network(site: Site) -> Figure:
    """Draw the plant without scale; what the site does not describe is left out."""
    held = [_held(site, place, feeders) for place, feeders in boards(site).items()]
    rows = [held[start : start + _PER_ROW] for start in range(0, len(held), _PER_ROW)]
    shapes: list[Shape] = [*_supply(site)]
    y = _SUPPLY
    for index, row in enumerate(rows):
        shapes.extend(_boards(row, y, riser=index > 0))
        y += _BUSBAR + _BOARD + 8
    for bus in site.buses.values():
        shapes.extend(_bus(site, bus, y + _LINE / 2))
        y += _LINE
    for link in site.fibre_links.values():
        shapes.extend(_link(link, y + _LINE / 2))
        y += _LINE
    return Figure(
        drawing=drawing(text("Supply, switchboards, buses and fibre links of the plant"), shapes, WIDTH, y + 2),
        conclusion=text("Not to scale. Dashed: buses, with the address of each unit after a colon. Double: fibre."),
        source=SITE_FILES,
    )


def _held(site: Site, place: str, feeders: Sequence[Feeder]) -> _Held:
    location = site.locations.get(place)
    power = sum(motor.rated_power_kw for each in feeders if (motor := site.motor_of(each)))
    monitors = [each for each in site.monitors.values() if each.location == place]
    meters = [each for each in site.meters.values() if each.location == place]
    return _Held(
        tag=place or "—",
        title=location.title if location else "",
        lines=(
            joined(counted("{n} feeder", "{n} feeders", len(feeders)), quantity(power, "kW")),
            joined(
                counted("{n} monitor", "{n} monitors", len(monitors)) if monitors else "",
                counted("{n} power meter", "{n} power meters", len(meters)) if meters else "",
            ),
        ),
    )


def _supply(site: Site) -> Iterator[Shape]:
    supply, transformer = site.supply, site.supply.transformer
    lines = (
        joined(quantity(supply.nominal_voltage_v, "V"), quantity(supply.frequency_hz, "Hz"), supply.system),
        _transformer(site),
        text("prospective short-circuit current {current}", current=quantity(supply.prospective_short_circuit_ka, "kA"))
        if supply.prospective_short_circuit_ka is not None
        else "",
    )
    yield from label(40, 20, text("Supply"), lines, "start", WIDTH - 44)
    if transformer:
        yield from (Line(points=((22, 0), (22, 5))), Circle(x=22, y=13, radius=8), Circle(x=22, y=23, radius=8))
        yield Line(points=((22, 31), (22, _SUPPLY)))
    else:
        yield Line(points=((22, 0), (22, _SUPPLY)))


def _transformer(site: Site) -> str:
    one = site.supply.transformer
    if one is None:
        return ""
    power, voltage = quantity(one.rated_power_kva, "kVA"), quantity(one.impedance_voltage_percent, "%")
    return text("transformer {power}, uk {voltage}", power=power, voltage=voltage)


def _boards(row: Sequence[_Held], top: float, *, riser: bool) -> Iterator[Shape]:
    right = _STEP * len(row) - 8
    yield Line(points=((4, top), (max(right, 30), top)), ink="busbar")
    if riser:
        yield Line(points=((4, top - _BUSBAR - _BOARD - 8), (4, top)))
    for index, each in enumerate(row):
        left = _STEP * index + 8
        yield Line(points=((left + 20, top), (left + 20, top + _BUSBAR)))
        yield Symbol(kind="three-conductors", x=left + 20, y=top + _BUSBAR / 2)
        yield Box(x=left, y=top + _BUSBAR, width=_BOX, height=_BOARD)
        lines = (each.title, *each.lines)
        yield from label(left + _BOX / 2, top + _BUSBAR + _BOARD / 2, each.tag, lines, "middle", _BOX - 6)


def _bus(site: Site, bus: Bus, y: float) -> Iterator[Shape]:
    reached = f"{bus.gateway.host}:{bus.gateway.port}" if bus.gateway else bus.port
    yield Box(x=8, y=y - 11, width=_END, height=22)
    yield from label(8 + _END / 2, y, bus.tag, (reached,), "middle", _END - 4)
    units = joined(*(f"{each.tag}:{each.bus.address}" for each in site.on_bus(bus) if each.bus))
    yield Line(points=((8 + _END, y), (WIDTH - 4, y)), ink="dashed")
    room = WIDTH - _END - 24
    words = fitted(units or text("no unit is described"), room, 6.8)
    yield Text(x=_END + 16, y=y - 3, text=words, size=6.8, room=room)
    about = joined(f"{bus.baud_rate} Bd", quantity(bus.length_m, "m") if bus.length_m else text("length not stated"))
    yield Text(x=_END + 16, y=y + 8, text=fitted(about, room, 6.6), ink="grey", room=room)


def _link(link: FibreLink, y: float) -> Iterator[Shape]:
    near, far = (link.ends[end].port if end in link.ends else "—" for end in ("A", "B"))
    for x, port in ((8.0, near), (WIDTH - _END - 4, far)):
        yield Box(x=x, y=y - 8, width=_END, height=16)
        shown = fitted(port, _END - 4, 6.8)
        yield Text(x=x + _END / 2, y=y + 2.4, text=shown, size=6.8, anchor="middle")
    for offset in (-1.2, 1.2):
        yield Line(points=((8 + _END, y + offset), (WIDTH - _END - 4, y + offset)), ink="thin")
    words = joined(link.tag, link.fibre, quantity(link.length_m, "m"), link.application, by=" · ")
    yield Text(x=WIDTH / 2, y=y - 4, text=fitted(words, WIDTH - 2 * _END - 24, 6.8), size=6.8, anchor="middle")
