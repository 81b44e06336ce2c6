"""The switchboards: the feeders of each location on sheets, with what stands under each feeder."""

from collections.abc import Mapping
from dataclasses import dataclass

from plantwright.report.figures.board import board, boards
from plantwright.report.figures.board_facts import HEADS, Facts, cells_of, facts_of
from plantwright.report.figures.board_layout import sheets
from plantwright.report.figures.drawing import Figure
from plantwright.report.language import text
from plantwright.report.text import joined
from plantwright.report.views.start import predicted_start
from plantwright.site.model import Feeder, Site

_SOURCE = text("site files; starts predicted from them")

TALLEST = 390.0
"""Points that the first landscape sheet has for a figure; what is taller has its facts in a table of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSheet:
    """A sheet of a board; `heads` and `rows` are its facts, a row for each, where the figure has no room for them."""

    figure: Figure
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def board_sheets(site: Site, place: str, tallest: float = TALLEST) -> tuple[BoardSheet, ...]:
    """Return the sheets of the board at a location, one at least when it has a feeder.

    `tallest` is the room for a figure with its facts, in points.
    """
    parts = sheets(site, boards(site).get(place, ()))
    return tuple(_sheet(site, place, part, tallest) for part in parts)


def _sheet(site: Site, place: str, feeders: tuple[Feeder, ...], tallest: float) -> BoardSheet:
    facts = facts_under(site, feeders)
    tags = joined(*(feeder.tag for feeder in feeders))
    drawn = board(site, place, feeders, facts)
    if drawn.height <= tallest:
        return BoardSheet(figure=Figure(drawing=drawn, conclusion=_conclusion(tags), source=_SOURCE))
    columns = [cells_of(feeder, facts[feeder.tag]) for feeder in feeders]
    return BoardSheet(
        figure=Figure(drawing=board(site, place, feeders), conclusion=_conclusion(tags), source=_SOURCE),
        heads=HEADS,
        rows=tuple(columns),
    )


def facts_under(site: Site, feeders: tuple[Feeder, ...]) -> Mapping[str, Facts]:
    """Return feeder -> its facts, with the start that the checks reckon with."""
    starts = {feeder.tag: predicted_start(site, feeder) for feeder in feeders}
    return {
        feeder.tag: facts_of(site, feeder, start.peak_a if (start := starts[feeder.tag]) else None)
        for feeder in feeders
    }


def _conclusion(tags: str) -> str:
    return text(
        "Feeders {tags}, one line for three conductors, not to scale, symbols after IEC 60617. Dashed: buses and probe "
        "lines; after a colon the address on the bus, the channel of the monitor or the meter. In colour: predicted.",
        tags=tags,
    )
