"""A switchboard: its feeders side by side under the busbar, with their devices, and the buses to their gateways."""

from collections.abc import Iterator, Mapping, Sequence

from plantwright.report.figures.board_column import feeder_shapes
from plantwright.report.figures.board_facts import HEIGHT, Facts, facts_table
from plantwright.report.figures.board_lanes import lanes
from plantwright.report.figures.board_layout import BUSBAR, MARGIN, WIDTH, Layout, layout
from plantwright.report.figures.drawing import Box, Drawing, Line, Shape, Text, drawing, fitted
from plantwright.report.language import text
from plantwright.report.text import joined, quantity
from plantwright.site.model import Feeder, Motor, Site

_TOP = 9.0
_GAP = 5  # above the facts


def boards(site: Site) -> Mapping[str, tuple[Feeder, ...]]:
    """Return location -> its feeders in the order of the files; a feeder without a location stands under ``."""
    found: dict[str, list[Feeder]] = {}
    for feeder in site.feeders.values():
        found.setdefault(board_of(site, feeder), []).append(feeder)
    return {place: tuple(feeders) for place, feeders in found.items()}


def board_of(site: Site, feeder: Feeder) -> str:
    """Return the location of a feeder: its own, else its starter's, else that of the first thing that has one."""
    starter = site.starter_of(feeder)
    places = [feeder.location, starter.location if starter else ""]
    places += [item.location for tag in feeder.path_ if (item := site.item(tag)) and not isinstance(item, Motor)]
    return next((place for place in places if place), "")


def board(site: Site, place: str, feeders: Sequence[Feeder], facts: Mapping[str, Facts] | None = None) -> Drawing:
    """Draw feeders side by side, things of a kind on one level; a tag the site does not describe is a gap.

    With `facts`, feeder -> its facts, they stand in a column under each.
    """
    found = layout(site, feeders)
    shapes = [
        *_supply(site, place, found),
        *(shape for column in found.columns for shape in feeder_shapes(found, column)),
        *lanes(site, found),
        *(() if facts is None else facts_table(found, facts, found.bottom + _GAP)),
    ]
    title = text("Single-line diagram of switchboard {board}", board=place or "—")
    lowest = max((each.y + each.height for each in shapes if isinstance(each, Box)), default=0.0)
    under = 0.0 if facts is None else _GAP + HEIGHT
    return drawing(title, shapes, WIDTH, max(found.bottom + under, lowest) + 2)


def _supply(site: Site, place: str, found: Layout) -> Iterator[Shape]:
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
    yield Text(
        x=MARGIN, y=_TOP, text=fitted(words, WIDTH - MARGIN, 7.2, bold=True), size=7.2, bold=True, room=WIDTH - MARGIN
    )
    yield Line(points=((MARGIN, BUSBAR), (found.right, BUSBAR)), ink="busbar")
