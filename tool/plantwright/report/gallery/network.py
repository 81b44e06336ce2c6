"""The sketch of the whole plant."""

from plantwright.report.figure_kind import FigureKind
from plantwright.report.figures.network import network

NETWORK = FigureKind(
    name="network",
    objects=lambda dossier: ("",),
    draw=lambda dossier, about: network(dossier.site),
    documents=("commissioning-report",),
)
