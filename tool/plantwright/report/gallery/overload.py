"""The overload curves of the starter of each feeder, with its predicted start."""

from plantwright.report.figure_kind import FigureKind
from plantwright.report.views.feeders import overload_of

OVERLOAD = FigureKind(
    name="overload",
    objects=lambda dossier: tuple(dossier.site.feeders),
    draw=lambda dossier, tag: overload_of(dossier, dossier.site.feeders[tag]),
    documents=("feeder-record", "commissioning-report"),
)
