"""The single-line diagram of each feeder."""

from plantwright.report.figure_kind import FigureKind
from plantwright.report.figures.drawing import Figure
from plantwright.report.figures.single_line import single_line
from plantwright.report.language import text
from plantwright.report.text import SITE_FILES
from plantwright.report.views.dossier import Dossier


def feeder_line(dossier: Dossier, tag: str) -> Figure:
    """Return the diagram of a feeder."""
    drawn = single_line(dossier.site, dossier.site.feeders[tag])
    shown = text(
        "Feeder {tag} from the busbar to its motor, one line for three conductors; symbols after IEC 60617.", tag=tag
    )
    return Figure(drawing=drawn, conclusion=shown, source=SITE_FILES)


SINGLE_LINE = FigureKind(
    name="single-line",
    objects=lambda dossier: tuple(dossier.site.feeders),
    draw=feeder_line,
    documents=("feeder-record", "commissioning-report"),
)
