"""The cable schedule: every cable with its ends, build, length and route; also as CSV and XLSX."""

from dataclasses import dataclass
from datetime import datetime

from plantwright.report.kind import Data, Kind
from plantwright.report.language import text
from plantwright.report.spreadsheet import as_xlsx
from plantwright.report.tables import as_csv
from plantwright.report.views.cables import CableRow, cable_rows
from plantwright.report.views.data import cables
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class CableSchedule:
    frame: Frame
    cables: tuple[CableRow, ...]


def _page(dossier: Dossier, frame: Frame) -> CableSchedule:
    return CableSchedule(frame=frame, cables=cable_rows(dossier))


def _data(dossier: Dossier, about: str) -> tuple[Data, ...]:
    table = cables(dossier)
    return (
        Data("cable-schedule.csv", as_csv(table)),
        Data("cable-schedule.xlsx", as_xlsx(table, datetime.fromisoformat(dossier.issued))),
    )


CABLE_SCHEDULE = Kind(
    name="cable-schedule",
    title=text("Cable schedule"),
    code="&EMB001",
    handover="02-02",
    empty=text("no cable is described"),
    template="cable-schedule.html.j2",
    objects=lambda dossier: ("",) if dossier.site.cables else (),
    page=_page,
    data=_data,
    landscape=True,
)
