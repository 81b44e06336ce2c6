"""The single-line diagram of a switchboard: every feeder of a location under one busbar, landscape, sheet by sheet."""

import math
from dataclasses import dataclass

from plantwright.report.figures.board import boards
from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.views.boards import TALLEST, BoardSheet, board_sheets
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame

_A_LINE, _BETWEEN, _LEADING = 180, 4, 10.1
"""Letters of a line of the warnings, between two warnings, and its height in points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDiagram:
    frame: Frame
    sheets: tuple[BoardSheet, ...]


def _page(dossier: Dossier, frame: Frame) -> BoardDiagram:
    return BoardDiagram(frame=frame, sheets=board_sheets(dossier.site, frame.object, _room(frame)))


def _room(frame: Frame) -> float:
    """Return the points that are left for a figure under the warnings, two lines of which have room beside it."""
    letters = sum(len(each.word) + len(each.text) + _BETWEEN for each in frame.banners)
    return TALLEST - _LEADING * max(0, math.ceil(letters / _A_LINE) - 2)


BOARD_DIAGRAM = Kind(
    name="board-diagram",
    title=text("Single-line diagram"),
    code="&EFA001",
    handover="02-02",
    empty=text("the site has no feeder"),
    template="board-diagram.html.j2",
    objects=lambda dossier: tuple(boards(dossier.site)),
    page=_page,
    landscape=True,
)
