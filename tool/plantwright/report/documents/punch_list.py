"""The punch list: what is wrong or missing, who puts it right until when, and what shows that it is."""

from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.report.views.punch import Point, Tally, points, tallies
from plantwright.site.records import Punch, of_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PunchList:
    frame: Frame
    tallies: tuple[Tally, ...]
    points: tuple[Point, ...]


def _page(dossier: Dossier, frame: Frame) -> PunchList:
    return PunchList(frame=frame, tallies=tallies(dossier), points=points(dossier))


PUNCH_LIST = Kind(
    name="punch-list",
    title=text("Punch list"),
    code="&EQC006",
    handover="03-04",
    empty=text("no record of kind punch"),
    template="punch-list.html.j2",
    objects=lambda dossier: ("",) if of_kind(dossier.records, Punch) else (),
    page=_page,
    landscape=True,
)
