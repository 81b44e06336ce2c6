"""Blank checklists: what is still to be recorded, to print or to fill in; and everything, also what was done."""

from collections.abc import Callable

from plantwright.records.blank import setting_blanks
from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.views.belonging import home_of
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


def _objects(tasks: Callable[[Dossier], tuple[Task, ...]], *, every: bool) -> Callable[[Dossier], tuple[str, ...]]:
    """Return what gives the tags that checklists are for, in the order of their first line; the plant is ""."""

    def objects(dossier: Dossier) -> tuple[str, ...]:
        entered = setting_blanks(dossier.site, every=every)
        tags = (*(task.object for task in tasks(dossier)), *(each.object for each in entered))
        return tuple(dict.fromkeys(home_of(dossier.site, tag) for tag in dict.fromkeys(tags)))

    return objects


def _page(tasks: Callable[[Dossier], tuple[Task, ...]], *, every: bool, fillable: bool) -> Page:
    def page(dossier: Dossier, frame: Frame) -> BlankSheets:
        own = tuple(task for task in tasks(dossier) if home_of(dossier.site, task.object) == frame.object)
        return blank_sheets(dossier, frame, own, every=every, fillable=fillable)

    return page


CHECKLIST = Kind(
    name="checklist",
    title=text("Site checklist"),
    code="&EQC030",
    handover="03-04",
    empty=text("every line of the procedures has a record that passed"),
    template=_TEMPLATE,
    objects=_objects(_left, every=False),
    page=_page(_left, every=False, fillable=False),
    form=_page(_left, every=False, fillable=True),
)

FULL_CHECKLIST = Kind(
    name="checklist-full",
    title=text("Site checklist, full"),
    code="&EQC031",
    handover="03-04",
    empty=text("no procedure is for anything at this plant"),
    template=_TEMPLATE,
    objects=_objects(_every, every=True),
    page=_page(_every, every=True, fillable=False),
    form=_page(_every, every=True, fillable=True),
    asked=True,
)
