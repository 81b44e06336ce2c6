"""The start of each feeder, measured beside predicted; the report shows those that were made."""

from plantwright.report.figure_kind import FigureKind
from plantwright.report.views.start import start_figure

START_CURVE = FigureKind(
    name="start-curve",
    objects=lambda dossier: tuple(dossier.site.feeders),
    draw=lambda dossier, tag: start_figure(dossier, dossier.site.feeders[tag]),
    documents=("commissioning-report",),
)
