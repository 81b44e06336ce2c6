"""The single-line diagram of each switchboard; the sheets of a wide one are counted after its tag."""

from collections.abc import Mapping

from plantwright.report.figure_kind import FigureKind
from plantwright.report.figures.board import boards
from plantwright.report.figures.drawing import Figure
from plantwright.report.views.boards import board_sheets
from plantwright.report.views.dossier import Dossier


def _every(dossier: Dossier) -> Mapping[str, Figure]:
    found: dict[str, Figure] = {}
    for place in boards(dossier.site):
        parts = board_sheets(dossier.site, place)
        names = [place] if len(parts) == 1 else [f"{place}-{number}" for number in range(1, len(parts) + 1)]
        found |= {name: part.figure for name, part in zip(names, parts, strict=True)}
    return found


BOARD = FigureKind(
    name="board",
    objects=lambda dossier: tuple(_every(dossier)),
    draw=lambda dossier, tag: _every(dossier)[tag],
    documents=("board-diagram",),
)
