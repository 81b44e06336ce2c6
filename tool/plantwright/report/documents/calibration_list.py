"""The calibration due list: which test instrument has to be sent away when."""

from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.views.calibrations import Calibrated, calibrations
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.report.views.monitors import Chain, chains


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationList:
    """`day` is the one from which the days left are counted."""

    frame: Frame
    day: str
    tools: tuple[Calibrated, ...]
    chains: tuple[Chain, ...]


def _page(dossier: Dossier, frame: Frame) -> CalibrationList:
    day = dossier.today.isoformat()
    return CalibrationList(frame=frame, day=day, tools=calibrations(dossier), chains=chains(dossier))


CALIBRATION_LIST = Kind(
    name="calibration-list",
    title="Calibration due list",
    code="&EQC005",
    handover="03-04",
    empty="no test instrument is described",
    template="calibration-list.html.j2",
    objects=lambda dossier: ("",) if dossier.site.instruments else (),
    page=_page,
)
