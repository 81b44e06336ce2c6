"""The milestones of the plant: those recorded, and those that the procedures ask for."""

from plantwright.report.figure_kind import FigureKind
from plantwright.report.figures.drawing import Figure
from plantwright.report.figures.milestones import Step, milestones
from plantwright.report.language import text
from plantwright.report.views.dossier import Dossier
from plantwright.site.records import Milestone, of_kind


def milestone_figure(dossier: Dossier, about: str = "") -> Figure:
    """Return every milestone in the order of the procedures, those that they do not name after them."""
    recorded = {each.milestone: each for each in of_kind(dossier.records, Milestone)}
    asked = [task.line.subject for task in dossier.work("") if task.line.record == "milestone"]
    names = dict.fromkeys((*asked, *recorded))
    return milestones([_step(name, recorded.get(name)) for name in names])


def _step(name: str, record: Milestone | None) -> Step:
    return Step(
        name=text(name),
        planned=record.planned if record else "",
        reached=record.time.date().isoformat() if record else "",
    )


MILESTONES = FigureKind(
    name="milestones",
    objects=lambda dossier: ("",),
    draw=milestone_figure,
    documents=("commissioning-report",),
)
