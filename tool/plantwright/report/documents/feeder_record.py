"""The commissioning record of a motor feeder: two pages to fill, sign and file."""

from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.feeders import FeederSheet, feeder_sheet
from plantwright.report.views.frame import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class FeederRecord:
    """One feeder, as the part of the commissioning report takes several."""

    frame: Frame
    feeders: tuple[FeederSheet, ...]


def _page(dossier: Dossier, frame: Frame) -> FeederRecord:
    return FeederRecord(frame=frame, feeders=(feeder_sheet(dossier, dossier.site.feeders[frame.object]),))


FEEDER_RECORD = Kind(
    name="feeder-record",
    title=text("Feeder record"),
    supplement=text("With settings"),
    code="&EQC001",
    handover="03-04",
    empty=text("the site has no feeder"),
    template="feeder-record.html.j2",
    objects=lambda dossier: tuple(dossier.site.feeders),
    page=_page,
)
