"""What was done at each end of each fibre link, of the newest record about it."""

from collections.abc import Iterator, Mapping

from plantwright.report.figure_kind import FigureKind
from plantwright.report.figures.drawing import Figure
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.end_face_records import end_face_figure, end_face_record
from plantwright.site.model import FibreLink
from plantwright.site.records import FibreEndFace


def _recorded(dossier: Dossier) -> Mapping[str, tuple[FibreLink, str, FibreEndFace]]:
    return dict(_ends(dossier))


def _ends(dossier: Dossier) -> Iterator[tuple[str, tuple[FibreLink, str, FibreEndFace]]]:
    for link in dossier.site.fibre_links.values():
        for end in link.ends:
            record = end_face_record(dossier, link, end)
            if record:
                yield f"{link.tag}-{end}", (link, end, record)


def end_face(dossier: Dossier, name: str) -> Figure:
    """Return the steps at an end, named as `FO1-A`."""
    return end_face_figure(dossier, *_recorded(dossier)[name])


END_FACE_TIMELINE = FigureKind(
    name="end-face",
    objects=lambda dossier: tuple(_recorded(dossier)),
    draw=end_face,
    documents=("fibre-inspection", "commissioning-report"),
)
