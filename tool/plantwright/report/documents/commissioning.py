"""The commissioning report: everything about a plant that its acceptance needs, in one document."""

from dataclasses import dataclass

from plantwright.report.figures.qr import QrCode, qr_code
from plantwright.report.kind import Kind
from plantwright.report.marks import Mark, legend
from plantwright.report.register import Entry, register
from plantwright.report.views.buses import BusPage, bus_page
from plantwright.report.views.checks import Group, groups
from plantwright.report.views.conflicts import TypeConflicts, conflicts
from plantwright.report.views.control import Control, control
from plantwright.report.views.deployment import Log, log
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.feeders import FeederSheet, feeder_sheet
from plantwright.report.views.fibre import LinkRow, link_row
from plantwright.report.views.frame import Frame
from plantwright.report.views.manual import ManualWork, manual_work
from plantwright.report.views.monitors import Chain, Monitors, chains, monitors
from plantwright.report.views.noise import NoisePart, noise_part
from plantwright.report.views.records import Measured, measured
from plantwright.report.views.routes import RoutePage, route_page
from plantwright.report.views.summary import Summary, summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Commissioning:
    """The whole report as the template sees it."""

    frame: Frame
    qr: QrCode
    address: str
    control: Control
    register: tuple[Entry, ...]
    summary: Summary
    feeders: tuple[FeederSheet, ...]
    monitors: Monitors
    chains: tuple[Chain, ...]
    buses: tuple[BusPage, ...]
    fibre_links: tuple[LinkRow, ...]
    routes: tuple[RoutePage, ...]
    noise: NoisePart | None
    measured: Measured
    log: Log | None
    manual: ManualWork
    checks: tuple[Group, ...]
    conflicts: tuple[TypeConflicts, ...]
    legend: tuple[Mark, ...]


def _page(dossier: Dossier, block: Frame) -> Commissioning:
    site = dossier.site
    return Commissioning(
        frame=block,
        qr=qr_code(f"{block.number} rev {block.revision} config {block.config_short}"),
        address=site.identity.address,
        control=control(dossier),
        register=register(dossier),
        summary=summary(dossier),
        feeders=tuple(feeder_sheet(dossier, each) for each in site.feeders.values()),
        monitors=monitors(dossier),
        chains=chains(dossier),
        buses=tuple(bus_page(dossier, each) for each in site.buses.values()),
        fibre_links=tuple(link_row(dossier, each) for each in site.fibre_links.values()),
        routes=tuple(route_page(dossier, each) for each in site.routes.values()),
        noise=noise_part(dossier),
        measured=measured(dossier),
        log=log(dossier),
        manual=manual_work(dossier),
        checks=groups(dossier),
        conflicts=conflicts(dossier),
        legend=legend(dossier.verdicts),
    )


COMMISSIONING = Kind(
    name="commissioning-report",
    title="Commissioning report",
    code="&EBB001",
    handover="03-01",
    template="commissioning.html.j2",
    page=_page,
    sources=True,
    main=True,
)
