"""The overview of objects and checks."""

from plantwright.report.figure_kind import FigureKind
from plantwright.report.figures.drawing import Figure
from plantwright.report.figures.grid import grid
from plantwright.report.language import text
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.overview import overview


def overview_grid(dossier: Dossier, about: str) -> Figure:
    """Return the worst result for every object and subject."""
    shown = text("The worst result for every object and subject; a blank was not looked at.")
    return Figure(
        drawing=grid(overview(dossier)),
        conclusion=shown,
        source=text("the verdicts of the rules, which the check report lists"),
    )


GRID = FigureKind(
    name="overview", objects=lambda dossier: ("",), draw=overview_grid, documents=("commissioning-report",)
)
