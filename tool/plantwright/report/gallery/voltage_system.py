"""How each insulation monitor sits in the supply."""

from plantwright.report.figure_kind import FigureKind
from plantwright.report.figures.drawing import Figure
from plantwright.report.figures.voltage_system import VoltageSystem, voltage_system
from plantwright.report.text import SITE_FILES, joined
from plantwright.report.views.dossier import Dossier
from plantwright.rules.insulation.connected import groups


def supply_sketch(dossier: Dossier, tag: str) -> Figure:
    """Return the sketch of a monitor, with the limit of the measurement category where it is mounted."""
    site = dossier.site
    monitor, probe = site.monitors[tag], next(iter(site.probes_of(tag)), None)
    group = next((each for each in groups(site) if probe and probe.tag in each.probes), None)
    data = VoltageSystem(
        system=site.supply.system,
        nominal_voltage_v=site.supply.nominal_voltage_v,
        frequency_hz=site.supply.frequency_hz,
        category=group.category if group else "",
        limit_v=group.line_limit_v(site.supply.system) if group else None,
        monitor=monitor.tag,
        probe=probe.tag if probe else "",
        fuse=probe.fuse if probe else "",
        source=joined(SITE_FILES, str(group.table.source) if group and group.table else "", by="; "),
    )
    return voltage_system(data)


VOLTAGE_SYSTEM = FigureKind(
    name="voltage-system",
    objects=lambda dossier: tuple(dossier.site.monitors),
    draw=supply_sketch,
    documents=("commissioning-report",),
)
