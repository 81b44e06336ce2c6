"""The cross-section of each cable route."""

from plantwright.report.figure_kind import FigureKind
from plantwright.report.figures.drawing import Figure
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.routes import route_page


def route_section(dossier: Dossier, tag: str) -> Figure:
    """Return the section of a route with the distances that a rule checked."""
    return route_page(dossier, dossier.site.routes[tag]).figure


TRAY = FigureKind(
    name="tray",
    objects=lambda dossier: tuple(dossier.site.routes),
    draw=route_section,
    documents=("commissioning-report",),
)
