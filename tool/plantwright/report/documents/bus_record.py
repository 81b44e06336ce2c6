"""The record of a bus: its line, parameters and units, and what was measured; the address list also as CSV."""

from dataclasses import dataclass

from plantwright.report.kind import Data, Kind
from plantwright.report.language import text
from plantwright.report.tables import as_csv
from plantwright.report.views.bus_checks import bus_results
from plantwright.report.views.buses import BusPage, bus_page
from plantwright.report.views.checked import Checked, not_passed
from plantwright.report.views.data import addresses
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.fibre import LinkRow
from plantwright.report.views.frame import Frame
from plantwright.report.views.plant_tests import PlantTest
from plantwright.report.views.used import Used, used
from plantwright.site.records import BusCheck, of_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class BusRecord:
    """One bus, as the part of the commissioning report takes several; a fibre link is another document."""

    frame: Frame
    buses: tuple[BusPage, ...]
    points: tuple[Checked, ...]
    results: tuple[PlantTest, ...]
    tools: tuple[Used, ...]
    fibre_links: tuple[LinkRow, ...] = ()


def _page(dossier: Dossier, frame: Frame) -> BusRecord:
    bus = dossier.site.buses[frame.object]
    records = tuple(each for each in of_kind(dossier.records, BusCheck) if each.object == bus.tag)
    return BusRecord(
        frame=frame,
        buses=(bus_page(dossier, bus),),
        points=not_passed(dossier, bus.tag),
        results=bus_results(dossier, bus, records),
        tools=used(dossier, records),
    )


def _data(dossier: Dossier, about: str) -> tuple[Data, ...]:
    return (Data(f"addresses-{about}.csv", as_csv(addresses(dossier, dossier.site.buses[about]))),)


BUS_RECORD = Kind(
    name="bus-record",
    title=text("Bus record"),
    supplement=text("With address list"),
    code="&EQC002",
    handover="03-04",
    empty=text("the site has no bus"),
    template="bus-record.html.j2",
    objects=lambda dossier: tuple(dossier.site.buses),
    page=_page,
    data=_data,
)
