"""The method statement of a feeder: how it is isolated, and how it is energised for the first time."""

from dataclasses import dataclass, replace

from plantwright.report.figures.drawing import Figure
from plantwright.report.gallery.single_line import feeder_line
from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.marks import PASS
from plantwright.report.text import joined
from plantwright.report.views.banners import INCOMPLETE
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.report.views.method import (
    HazardRow,
    IsolationPoint,
    Precondition,
    StepGroup,
    hazards,
    isolation_points,
    preconditions,
    steps,
)
from plantwright.site.energising import energising


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodStatement:
    """One feeder; `basis` says what the order of the steps rests on, `undone` how many preconditions are not met."""

    frame: Frame
    title: str
    scope: str
    figure: Figure
    hazards: tuple[HazardRow, ...]
    points: tuple[IsolationPoint, ...]
    preconditions: tuple[Precondition, ...]
    groups: tuple[StepGroup, ...]
    basis: str


def _page(dossier: Dossier, frame: Frame) -> MethodStatement:
    feeder = dossier.site.feeders[frame.object]
    before = preconditions(dossier, feeder)
    return MethodStatement(
        frame=replace(frame, unsigned=_unsigned(frame, sum(each.mark is not PASS for each in before))),
        title=feeder.title,
        scope=joined(*feeder.path_),
        figure=feeder_line(dossier, feeder.tag),
        hazards=hazards(dossier, feeder),
        points=isolation_points(dossier.site, feeder),
        preconditions=before,
        groups=steps(dossier, feeder),
        basis=text(energising().basis),
    )


def _unsigned(frame: Frame, undone: int) -> str:
    """Return what bars the release: records of what comes later do not, preconditions that are not met do."""
    left = (text("{n} preconditions not met", n=undone),) if undone else ()
    return joined(*(each.word for each in frame.banners if each.bars and each.word != INCOMPLETE), *left)


METHOD_STATEMENT = Kind(
    name="method-statement",
    title=text("Method statement"),
    supplement=text("With isolation list"),
    code="&EQB001",
    handover="03-03",
    empty=text("the site has no feeder"),
    template="method-statement.html.j2",
    objects=lambda dossier: tuple(dossier.site.feeders),
    page=_page,
)
