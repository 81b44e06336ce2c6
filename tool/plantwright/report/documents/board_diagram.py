"""The single-line diagram of a switchboard: every feeder of a location under one busbar, landscape, sheet by sheet."""

from dataclasses import dataclass

from plantwright.report.figures.board import boards
from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.views.boards import BoardSheet, board_sheets
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardDiagram:
    frame: Frame
    sheets: tuple[BoardSheet, ...]


def _page(dossier: Dossier, frame: Frame) -> BoardDiagram:
    return BoardDiagram(frame=frame, sheets=board_sheets(dossier.site, frame.object))


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
