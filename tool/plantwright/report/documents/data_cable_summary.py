"""The summary of the certificates of copper data cables, with a line for each cable that has none."""

from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.views.copper import Copper, copper
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.site.records import CopperCertificate, of_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCableSummary:
    frame: Frame
    copper: Copper


def _page(dossier: Dossier, frame: Frame) -> DataCableSummary:
    return DataCableSummary(frame=frame, copper=copper(dossier))


DATA_CABLE_SUMMARY = Kind(
    name="data-cable-summary",
    title=text("Data cable summary"),
    supplement=text("Certificates of copper cables"),
    code="&EQC015",
    handover="02-04",
    empty=text("no record of kind copper-certificate"),
    template="data-cable-summary.html.j2",
    objects=lambda dossier: ("",) if of_kind(dossier.records, CopperCertificate) else (),
    page=_page,
)
