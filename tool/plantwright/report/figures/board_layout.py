"""Where everything of a switchboard stands: feeders in columns, things of a kind on one level, room for the lanes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from plantwright.report.figures.drawing import width
from plantwright.site.model import (
    Barrier,
    Bus,
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
MARGIN, EDGE = 58.0, 92.0  # left of the columns, and right of them
SPINE, BESIDE = 31.0, 47.0  # the conductor and the words in a column
BUSBAR = 14.0
LANE = 9.0  # from one dashed line to the next
HEIGHTS = {
    "starter": 44.0, "probe": 26.0, "sensor": 26.0, "cable": 17.0, "motor": 37.0, "protection": 26.0, "contactor": 26.0,
    "barrier": 26.0, "gap": 26.0,
}  # fmt: skip
_LEAST = 39.0  # room for words
_KINDS: tuple[tuple[type[Item], str], ...] = (
    (Starter, "starter"), (Sensor, "sensor"), (Motor, "motor"), (Protection, "protection"), (Contactor, "contactor"),
    (Barrier, "barrier"),
)  # fmt: skip


class Part(NamedTuple):
    """A place in a feeder: what kind of thing stands there, its tag, and the thing when the site describes it."""

    kind: str
    tag: str
    item: Item | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A feeder: its parts by their level from the top down; `room` is the width of the words beside its conductor.

    `bypassed`: its bypass is a contactor that the site describes.
    """

    feeder: Feeder
    parts: Mapping[int, Part]
    left: float
    room: float
    bypassed: bool

    @property
    def spine(self) -> float:
        """Return where the conductor stands."""
        return self.left + SPINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The columns, each `step` wide, and the top of each level; `bottom` is that of the last one.

    `levels` are the kinds of things on them, `buses` and `monitors` what has a lane below the starters and the probes.
    """

    columns: tuple[Column, ...]
    step: float
    levels: tuple[str, ...]
    tops: tuple[float, ...]
    bottom: float
    buses: tuple[Bus, ...]
    monitors: tuple[str, ...]

    @property
    def right(self) -> float:
        """Return where the last column ends."""
        return max([column.left + self.step for column in self.columns], default=MARGIN + self.step)

    def below(self, kind: str) -> float:
        """Return the bottom of the last level of a kind, above the lanes that belong to it."""
        return self.tops[_last(self.levels, kind)] + HEIGHTS[kind]

    def places(self) -> Iterator[tuple[Column, float, Part]]:
        """Yield every part with its column and the top of its level."""
        yield from ((column, self.tops[level], part) for column in self.columns for level, part in column.parts.items())


def sheets(site: Site, feeders: Sequence[Feeder]) -> tuple[tuple[Feeder, ...], ...]:
    """Return the feeders of each sheet: as many as have room for their whole tags."""
    tags = [part.tag for feeder in feeders for part in _parts(site, feeder)]
    tags += [feeder.bypass for feeder in feeders]
    widest = max([width(tag, 7.2, bold=True) for tag in tags], default=0.0)
    count = max(1, int((WIDTH - MARGIN - EDGE) // (BESIDE + max(widest, _LEAST) + 3)))
    return tuple(tuple(feeders[start : start + count]) for start in range(0, len(feeders), count))


def layout(site: Site, feeders: Sequence[Feeder]) -> Layout:
    """Return where the feeders of one sheet stand."""
    step = (WIDTH - MARGIN - EDGE) / max(len(feeders), 4)
    parts = [_parts(site, feeder) for feeder in feeders]
    every = [part.item for each in parts for part in each]
    levels, buses, monitors = _levels(parts), _buses(site, every), _monitors(site, every)
    columns = tuple(
        Column(
            feeder=feeder,
            parts=_placed(own, levels),
            left=round(MARGIN + step * index, 2),
            room=step - BESIDE - 2,
            bypassed=feeder.bypass in site.contactors,
        )
        for index, (feeder, own) in enumerate(zip(feeders, parts, strict=True))
    )
    tops, bottom = _tops(levels, buses, monitors)
    return Layout(columns=columns, step=step, levels=levels, tops=tops, bottom=bottom, buses=buses, monitors=monitors)


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


def _kind(item: Item | None) -> str:
    return next((name for kind, name in _KINDS if isinstance(item, kind)), "gap")


def _levels(feeders: Sequence[Sequence[Part]]) -> tuple[str, ...]:
    """Return the kinds of the levels: the shortest order of kinds found that every feeder can be laid into."""
    merged: tuple[str, ...] = ()
    for parts in feeders:
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


def _placed(parts: Sequence[Part], levels: Sequence[str]) -> Mapping[int, Part]:
    """Return level -> the part of a feeder on it, from the top down."""
    found: dict[int, Part] = {}
    level = 0
    for part in parts:
        while levels[level] != part.kind:
            level += 1
        found[level] = part
        level += 1
    return found


def _buses(site: Site, items: Sequence[Item | None]) -> tuple[Bus, ...]:
    names = [item.bus.name for item in items if isinstance(item, Starter) and item.bus]
    return tuple(site.buses[name] for name in dict.fromkeys(names) if name in site.buses)


def _monitors(site: Site, items: Sequence[Item | None]) -> tuple[str, ...]:
    names = [item.monitor for item in items if isinstance(item, Probe)]
    return tuple(name for name in dict.fromkeys(names) if name in site.monitors)


def _tops(levels: Sequence[str], buses: Sequence[Bus], monitors: Sequence[str]) -> tuple[tuple[float, ...], float]:
    """Return the top of each level and the bottom of the last one, with room for the lanes below the last of a kind."""
    room = {_last(levels, "starter"): LANE * len(buses) + 4, _last(levels, "probe"): LANE * len(monitors) + 2}
    tops: list[float] = []
    at = BUSBAR + 14
    for level, kind in enumerate(levels):
        tops.append(round(at, 2))
        at += HEIGHTS[kind] + room.get(level, 0.0)
    return tuple(tops), round(at, 2)


def _last(levels: Sequence[str], kind: str) -> int:
    return max((level for level, each in enumerate(levels) if each == kind), default=-1)
