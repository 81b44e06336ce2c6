"""The dashed lines of a switchboard: from the starters to what masters their bus, from the probes to their monitor."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from plantwright.report.figures.board_layout import BESIDE, BUSBAR, EDGE, LANE, WIDTH, Layout, Part
from plantwright.report.figures.drawing import Box, Line, Shape, Symbol, label
from plantwright.report.language import text
from plantwright.site.model import Bus, Probe, Site, Starter

_TURN = WIDTH - EDGE + 3  # where the dashed lines turn to the boxes
_BOX, _BOXES = 27.0, 30.0  # height of a box at the right edge, and from one to the next


class _Lane(NamedTuple):
    """A line at a height `y`, joined to places above it; `tag` and `lines` stand in its box, whose top is at `top`."""

    joints: Sequence[tuple[float, float]]
    y: float
    top: float
    tag: str
    lines: tuple[str, ...]


def lanes(site: Site, found: Layout) -> Iterator[Shape]:
    """Yield each bus and then each monitor as a dashed line to its box at the right edge."""
    every = (*_bus_lanes(found), *_monitor_lanes(site, found))
    for index, lane in enumerate(every):
        yield from _drawn(lane, round(_TURN + 18 * index / len(every), 2))


def _bus_lanes(found: Layout) -> Iterator[_Lane]:
    """Yield the buses below the starters."""
    for index, bus in enumerate(found.buses):
        y = round(found.below("starter") + 4 + LANE * index, 2)
        joints = [(column.spine + 9, top + 37) for column, top, part in found.places() if _on(part, bus)]
        yield _Lane(joints, y, BUSBAR + 14 + _BOXES * index, bus.tag, _reached(bus))


def _on(part: Part, bus: Bus) -> bool:
    return isinstance(part.item, Starter) and part.item.bus is not None and part.item.bus.name == bus.tag


def _reached(bus: Bus) -> tuple[str, ...]:
    if bus.gateway:
        return (text("gateway"), f"{bus.gateway.host}:{bus.gateway.port}")
    return (text("serial port"), bus.port)


def _monitor_lanes(site: Site, found: Layout) -> Iterator[_Lane]:
    """Yield the monitors below the probes, their boxes below those of the buses."""
    for index, tag in enumerate(found.monitors):
        base = found.below("probe") + 2
        first = max(base - 10, BUSBAR + 14 + _BOXES * len(found.buses))
        bus = site.monitors[tag].bus
        lines = (site.monitors[tag].type.type.upper(), f"{bus.name}:{bus.address}" if bus else "")
        joints = [(column.left + BESIDE - 5, top + 13) for column, top, part in found.places() if _of(part, tag)]
        yield _Lane(joints, round(base + LANE * index, 2), first + _BOXES * index, tag, lines)


def _of(part: Part, monitor: str) -> bool:
    return isinstance(part.item, Probe) and part.item.monitor == monitor


def _drawn(lane: _Lane, turn: float) -> Iterator[Shape]:
    """Yield a dashed line under the places it is joined to, and on to its box; it turns up or down at `turn`."""
    for x, above in lane.joints:
        yield Line(points=((x, above), (x, lane.y)), ink="dashed")
        yield Symbol(kind="node", x=x, y=lane.y)
    box, middle, left = _TURN + 20, round(lane.top + _BOX / 2, 2), min(x for x, _ in lane.joints)
    yield Line(points=((left, lane.y), (turn, lane.y), (turn, middle), (box, middle)), ink="dashed")
    yield Box(x=box, y=round(lane.top, 2), width=WIDTH - box - 1, height=_BOX)
    yield from label((box + WIDTH - 1) / 2, middle, lane.tag, lane.lines, "middle", WIDTH - box - 5)
