"""The calibration due list: which test instrument has to be sent away when, and what else is due by a day."""

from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.views.calendar import Due, calendar
from plantwright.report.views.calibrations import Calibrated, calibrations
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.report.views.monitors import Chain, chains


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationList:
    """`day` is the one from which the days left are counted, `dates` everything that is due by a day."""

    frame: Frame
    day: str
    tools: tuple[Calibrated, ...]
    chains: tuple[Chain, ...]
    dates: tuple[Due, ...]


def _page(dossier: Dossier, frame: Frame) -> CalibrationList:
    day = dossier.today.isoformat()
    return CalibrationList(
        frame=frame, day=day, tools=calibrations(dossier), chains=chains(dossier), dates=calendar(dossier)
    )


CALIBRATION_LIST = Kind(
    name="calibration-list",
    title=text("Calibration due list"),
    code="&EQC005",
    handover="03-04",
    empty=text("no test instrument is described"),
    template="calibration-list.html.j2",
    objects=lambda dossier: ("",) if dossier.site.instruments else (),
    page=_page,
)
