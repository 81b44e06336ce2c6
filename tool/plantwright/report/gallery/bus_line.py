"""The topology of each bus."""

from plantwright.report.figure_kind import FigureKind
from plantwright.report.figures.bus_line import bus_line
from plantwright.report.figures.drawing import Figure
from plantwright.report.language import text
from plantwright.report.views.dossier import Dossier


def bus_topology(dossier: Dossier, tag: str) -> Figure:
    """Return the topology of a bus."""
    drawn = bus_line(dossier.site, dossier.site.buses[tag])
    return Figure(drawing=drawn, conclusion=text("Places along the line to scale, stubs not."))


BUS_LINE = FigureKind(
    name="bus-line",
    objects=lambda dossier: tuple(dossier.site.buses),
    draw=bus_topology,
    documents=("bus-record", "commissioning-report"),
)
