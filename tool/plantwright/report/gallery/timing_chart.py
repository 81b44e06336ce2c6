"""The timing of a measurement of each insulation monitor."""

from plantwright.report.figure_kind import FigureKind
from plantwright.report.figures.drawing import Figure
from plantwright.report.figures.timing_chart import timing_chart, timing_of
from plantwright.report.views.dossier import Dossier


def measurement_timing(dossier: Dossier, tag: str) -> Figure:
    """Return the timing chart of a monitor."""
    return timing_chart(timing_of(dossier.site, dossier.site.monitors[tag]))


TIMING_CHART = FigureKind(
    name="timing-chart",
    objects=lambda dossier: tuple(dossier.site.monitors),
    draw=measurement_timing,
    documents=("insulation-trend", "commissioning-report"),
)
