"""An insulation monitor: its channels, its settings; and the current measuring chains."""

from dataclasses import dataclass

from plantwright.report.figures.drawing import Figure
from plantwright.report.gallery.insulation_trend import trend
from plantwright.report.gallery.timing_chart import measurement_timing
from plantwright.report.gallery.voltage_system import supply_sketch
from plantwright.report.language import text
from plantwright.report.text import NOT_APPLICABLE, joined, quantity
from plantwright.report.views.buses import Fact
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.settings import Settings, settings
from plantwright.report.views.settings_abreast import EnteredSettings, entered
from plantwright.site.model import Device, Monitor, Probe, Sensor, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    channel: str
    probe: str
    model: str
    serial: str
    feeder: str
    after: str
    fuse: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorPage:
    tag: str
    title: str
    facts: tuple[Fact, ...]
    channels: tuple[Channel, ...]
    figures: tuple[Figure, ...]
    settings: Settings | None  # None where the settings stand in a table for all devices of the type


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitors:
    """The monitors, and for each type whose settings no register takes one table of all of them."""

    pages: tuple[MonitorPage, ...]
    entered: tuple[EnteredSettings, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A current sensor with everything up to the meter that reads it."""

    sensor: str
    type: str
    serial: str
    calibrated: str
    feeder: str
    cable: str
    cable_serial: str
    supply: str
    channel: str
    conductor: str


_BESIDE = 5  # devices beside each other


def monitors(dossier: Dossier, *, sheets: bool) -> Monitors:
    """Return what is entered at every monitor, and its own page where the report holds the `sheets`."""
    every = tuple(dossier.site.monitors.values())
    by_type: dict[str, list[Settings]] = {}
    for monitor in every:
        found = settings(dossier, monitor)
        if not found.writable:
            by_type.setdefault(monitor.type.type, []).append(found)
    return Monitors(
        pages=tuple(monitor_page(dossier, monitor) for monitor in every if sheets),
        entered=tuple(
            entered(found[start : start + _BESIDE])
            for found in by_type.values()
            for start in range(0, len(found), _BESIDE)
        ),
    )


def monitor_page(dossier: Dossier, monitor: Monitor) -> MonitorPage:
    """Return the page of a monitor."""
    own = settings(dossier, monitor)
    return MonitorPage(
        tag=monitor.tag,
        title=monitor.title,
        facts=_facts(dossier.site, monitor),
        channels=tuple(_channel(dossier.site, probe) for probe in dossier.site.probes_of(monitor.tag)),
        figures=tuple(each(dossier, monitor.tag) for each in (supply_sketch, measurement_timing, trend)),
        settings=own if own.writable else None,
    )


def _facts(site: Site, monitor: Monitor) -> tuple[Fact, ...]:
    supply = monitor.supply
    place = site.locations.get(monitor.location)
    return (
        Fact(name=text("Type"), value=joined(text(monitor.type.title), monitor.model)),
        Fact(name=text("Serial number"), value=monitor.serial or NOT_APPLICABLE),
        Fact(name=text("Location"), value=joined(monitor.location, place.title if place else "") or NOT_APPLICABLE),
        Fact(
            name=text("Bus, address"),
            value=f"{monitor.bus.name}, {monitor.bus.address}" if monitor.bus else NOT_APPLICABLE,
        ),
        Fact(
            name=text("Operating supply"),
            value=f"{quantity(supply.voltage_v, 'V')} {supply.kind.upper()}" if supply else NOT_APPLICABLE,
        ),
        Fact(name=text("Supply fuse"), value=supply.fuse if supply and supply.fuse else NOT_APPLICABLE),
    )


def _channel(site: Site, probe: Probe) -> Channel:
    fuse = site.protection.get(probe.fuse)
    rating = joined(fuse.class_, quantity(fuse.rated_current_a, "A"), by=" ") if fuse else ""
    return Channel(
        channel=str(probe.channel),
        probe=probe.tag,
        model=probe.model or NOT_APPLICABLE,
        serial=probe.serial or NOT_APPLICABLE,
        feeder=probe.feeder,
        after=probe.after,
        fuse=joined(probe.fuse, rating) or NOT_APPLICABLE,
    )


def chains(dossier: Dossier) -> tuple[Chain, ...]:
    """Return every current measuring chain."""
    return tuple(_chain(dossier.site, sensor) for sensor in dossier.site.sensors.values())


def _chain(site: Site, sensor: Sensor) -> Chain:
    source, cable = site.item(sensor.supply), sensor.cable
    conductor = sensor.conductor
    return Chain(
        sensor=sensor.tag,
        type=sensor.model or sensor.type.type.upper(),
        serial=sensor.serial or NOT_APPLICABLE,
        calibrated=sensor.calibration_date or NOT_APPLICABLE,
        feeder=sensor.feeder,
        cable=joined(cable.model, quantity(cable.length_m, "m") if cable.length_m else "") if cable else NOT_APPLICABLE,
        cable_serial=cable.serial or NOT_APPLICABLE if cable else NOT_APPLICABLE,
        supply=joined(sensor.supply, source.model if isinstance(source, Device) else "", by=" · "),
        channel=quantity(sensor.channel),
        conductor=joined(
            text("insulated") if conductor.insulated else text("bare"), text("centred") if conductor.centred else ""
        )
        if conductor
        else NOT_APPLICABLE,
    )
