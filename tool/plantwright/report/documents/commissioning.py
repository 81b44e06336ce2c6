"""The commissioning report: everything about a plant that its acceptance needs, in one document."""

from dataclasses import dataclass, replace

from plantwright.report.figures.drawing import Figure
from plantwright.report.figures.qr import QrCode, qr_code
from plantwright.report.gallery.accuracy_bands import sensor_accuracy, sensor_types
from plantwright.report.html import fill
from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.marks import Mark, legend
from plantwright.report.register import Entry, kinds, register
from plantwright.report.views.annexes import Annexes, annexes
from plantwright.report.views.basis import Basis, abbreviations_in, basis
from plantwright.report.views.buses import BusPage, bus_page
from plantwright.report.views.checks import Group, Passes, passes, short_groups
from plantwright.report.views.conflicts import TypeConflicts, conflicts
from plantwright.report.views.control import Control, control
from plantwright.report.views.copper import Copper, copper
from plantwright.report.views.deployment import Log, log
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.equipment import Equipment, equipment
from plantwright.report.views.feeders import MOST_SHEETS, FeederRow, FeederSheet, feeder_rows, feeder_sheet
from plantwright.report.views.fibre import LinkRow, link_row
from plantwright.report.views.frame import Frame, number_of
from plantwright.report.views.handed_over import HandedOver, handed_over
from plantwright.report.views.manual import ManualWork, manual_work
from plantwright.report.views.monitors import Chain, Monitors, chains, monitors
from plantwright.report.views.noise import NoisePart, noise_part
from plantwright.report.views.power_cables import PowerCable, power_cables
from plantwright.report.views.records import Measured, measured
from plantwright.report.views.routes import RoutePage, route_page
from plantwright.report.views.safety import Safety, safety
from plantwright.report.views.summary import Summary, summary
from plantwright.report.views.supply import SupplyPage, supply_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Commissioning:
    """The whole report as the template sees it, in the order of its chapters."""

    frame: Frame
    qr: QrCode
    address: str
    summary: Summary
    control: Control
    register: tuple[Entry, ...]
    basis: Basis
    supply: SupplyPage
    safety: Safety
    equipment: tuple[Equipment, ...]
    feeder_list: tuple[FeederRow, ...]
    feeders: tuple[FeederSheet, ...]
    monitors: Monitors
    chains: tuple[Chain, ...]
    accuracy: tuple[Figure, ...]
    buses: tuple[BusPage, ...]
    power_cables: tuple[PowerCable, ...]
    copper: Copper
    fibre_links: tuple[LinkRow, ...]
    routes: tuple[RoutePage, ...]
    noise: NoisePart | None
    measured: Measured
    log: Log | None
    manual: ManualWork
    checks: tuple[Group, ...]
    passed: tuple[Passes, ...]
    left_out: str
    legend: tuple[Mark, ...]
    handed_over: HandedOver
    conflicts: tuple[TypeConflicts, ...]
    annexes: Annexes


def _page(dossier: Dossier, block: Frame) -> Commissioning:
    """Return the page; which abbreviations stand in it is read from what it says in English."""
    page = _without_abbreviations(dossier, block)
    met = abbreviations_in(fill(COMMISSIONING.template, page))
    return replace(page, basis=replace(page.basis, abbreviations=met))


def _without_abbreviations(dossier: Dossier, block: Frame) -> Commissioning:
    """Return the page chapter by chapter; of a plant with many feeders their sheets stay documents of their own."""
    site = dossier.site
    many = len(site.feeders) > MOST_SHEETS
    return Commissioning(
        frame=block, qr=_qr(block), address=site.identity.address,
        summary=summary(dossier), control=control(dossier), register=register(dossier), basis=basis(dossier),
        supply=supply_page(site), safety=safety(dossier), equipment=equipment(dossier),
        feeder_list=feeder_rows(dossier, kinds()["feeder-record"].code) if many else (),
        feeders=() if many else tuple(feeder_sheet(dossier, each) for each in site.feeders.values()),
        monitors=monitors(dossier, sheets=not many), chains=chains(dossier),
        accuracy=tuple(sensor_accuracy(dossier, each) for each in sensor_types(dossier)),
        buses=() if many else tuple(bus_page(dossier, each) for each in site.buses.values()),
        power_cables=power_cables(dossier), copper=copper(dossier),
        fibre_links=tuple(link_row(dossier, each) for each in site.fibre_links.values()),
        routes=tuple(route_page(dossier, each) for each in site.routes.values()), noise=noise_part(dossier),
        measured=measured(dossier, every=not many), log=log(dossier), manual=manual_work(dossier),
        checks=short_groups(dossier), passed=passes(dossier), left_out=_left_out(dossier),
        legend=legend(dossier.verdicts), handed_over=handed_over(dossier), conflicts=conflicts(dossier),
        annexes=annexes(dossier),
    )  # fmt: skip


def _qr(block: Frame) -> QrCode:
    return qr_code(f"{block.number} rev {block.revision} config {block.config_short}")


def _left_out(dossier: Dossier) -> str:
    return text(
        "What passed or does not apply is counted here; {number} lists every result.",
        number=number_of(dossier, kinds()["check-report-full"].code),
    )


COMMISSIONING = Kind(
    name="commissioning-report",
    title=text("Commissioning report"),
    code="&EBB001",
    handover="03-01",
    template="commissioning.html.j2",
    page=_page,
    sources=True,
    main=True,
)
