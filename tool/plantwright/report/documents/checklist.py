"""Blank checklists: what is still to be recorded, to print or to fill in; and everything, also what was done."""

from collections.abc import Callable

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.views.belonging import SITE, owner
from plantwright.report.views.blanks import BlankSheets, blank_sheets
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.site.tasks import Task

_TEMPLATE = "checklist.html.j2"

Page = Callable[[Dossier, Frame], BlankSheets]


def _left(dossier: Dossier) -> tuple[Task, ...]:
    return tuple(task for task in dossier.work("") if not task.done)


def _every(dossier: Dossier) -> tuple[Task, ...]:
    return dossier.work("")


def _objects(tasks: Callable[[Dossier], tuple[Task, ...]]) -> Callable[[Dossier], tuple[str, ...]]:
    """Return what gives the tags that checklists are for, in the order of their first line; the plant is ""."""
    return lambda dossier: tuple(dict.fromkeys(_home(dossier, task) for task in tasks(dossier)))


def _page(tasks: Callable[[Dossier], tuple[Task, ...]], *, fillable: bool) -> Page:
    def page(dossier: Dossier, frame: Frame) -> BlankSheets:
        own = tuple(task for task in tasks(dossier) if _home(dossier, task) == frame.object)
        return blank_sheets(dossier, frame, own, fillable=fillable)

    return page


def _home(dossier: Dossier, task: Task) -> str:
    found = owner(dossier.site, task.object)
    return "" if found == SITE else found


CHECKLIST = Kind(
    name="checklist",
    title=text("Site checklist"),
    code="&EQC030",
    handover="03-04",
    empty=text("every line of the procedures has a record that passed"),
    template=_TEMPLATE,
    objects=_objects(_left),
    page=_page(_left, fillable=False),
    form=_page(_left, fillable=True),
)

FULL_CHECKLIST = Kind(
    name="checklist-full",
    title=text("Site checklist, every line"),
    code="&EQC031",
    handover="03-04",
    empty=text("no procedure is for anything at this plant"),
    template=_TEMPLATE,
    objects=_objects(_every),
    page=_page(_every, fillable=False),
    form=_page(_every, fillable=True),
    asked=True,
)
