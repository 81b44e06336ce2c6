"""The topology of each bus."""

from plantwright.report.figure_kind import FigureKind
from plantwright.report.figures.bus_line import bus_line
from plantwright.report.figures.drawing import Figure
from plantwright.report.language import text
from plantwright.report.text import SITE_FILES
from plantwright.report.views.dossier import Dossier


def bus_topology(dossier: Dossier, tag: str) -> Figure:
    """Return the topology of a bus."""
    drawn = bus_line(dossier.site, dossier.site.buses[tag])
    shown = text(
        "Places along the line to scale, stubs not; where the host is connected is not stated. A poll reads every "
        "readable register of a unit once; its time is that on the wire, reckoned from the type's register blocks, the "
        "speed, the frame and the reply delay."
    )
    return Figure(drawing=drawn, conclusion=shown, source=SITE_FILES)


BUS_LINE = FigureKind(
    name="bus-line",
    objects=lambda dossier: tuple(dossier.site.buses),
    draw=bus_topology,
    documents=("bus-record", "commissioning-report"),
)
