"""The pull and label list: what to order and cut, what to pull along which route, and the labels of the ends."""

from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.views.cables import CableRow, CableType, Labels, cable_rows, cable_types, labels
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class PullList:
    frame: Frame
    types: tuple[CableType, ...]
    cables: tuple[CableRow, ...]
    labels: tuple[Labels, ...]


def _page(dossier: Dossier, frame: Frame) -> PullList:
    return PullList(frame=frame, types=cable_types(dossier), cables=cable_rows(dossier), labels=labels(dossier))


PULL_LIST = Kind(
    name="pull-list",
    title=text("Cable pull list"),
    supplement=text("With labels of the ends"),
    code="&EMB002",
    handover="02-02",
    empty=text("no cable is described"),
    template="pull-list.html.j2",
    objects=lambda dossier: ("",) if dossier.site.cables else (),
    page=_page,
)
