"""The inspection record of a fibre link: both ends and what they are mated with, attempt by attempt."""

from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.end_faces import EndFaces, end_faces
from plantwright.report.views.frame import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class FibreInspection:
    frame: Frame
    link: EndFaces


def _page(dossier: Dossier, frame: Frame) -> FibreInspection:
    return FibreInspection(frame=frame, link=end_faces(dossier, dossier.site.fibre_links[frame.object]))


FIBRE_INSPECTION = Kind(
    name="fibre-inspection",
    title=text("Fibre inspection record"),
    code="&EQC009",
    handover="02-04",
    empty=text("the site has no fibre link"),
    template="fibre-inspection.html.j2",
    objects=lambda dossier: tuple(dossier.site.fibre_links),
    page=_page,
)
