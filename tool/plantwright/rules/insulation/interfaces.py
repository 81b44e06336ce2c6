"""What is connected to the measured circuits of a plant: probes, transducers, leads and meters, with what they bear."""

from collections.abc import Iterator, Mapping

from plantwright.findings.verdict import Path
from plantwright.frozen import dataclass, field
from plantwright.rules.facts import most, rating
from plantwright.rules.insulation.connected import EARTHING_ROWS, cell
from plantwright.rules.protection.leads import behind_sensors, called
from plantwright.site.catalog import DeviceType
from plantwright.site.model import Lead, Meter, Monitor, Number, Probe, Sensor, Site

CATEGORIES = ("II", "III")
"""Those for which the documents read print a voltage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """One connection to a measured circuit: `category` is that of the place, `rated_v` category -> voltage to earth.

    `missing` are the keys without which it cannot be judged, `not_applicable` why it need not be. `decided_by` is the
    rule that compares its rated voltage and category with those of the circuit.
    """

    name: str
    what: str
    path: Path
    category: str = ""
    rated_v: Mapping[str, Number] = field(default_factory=dict)
    withstand_v: Number | None = None
    missing: tuple[str, ...] = ()
    not_applicable: str = ""
    decided_by: str = ""

    @property
    def rated(self) -> str:
        """What it is made for, in words."""
        if self.withstand_v is not None:
            return "stated"
        return " or ".join(f"{voltage} V category {category}" for category, voltage in self.rated_v.items()) or "it"


def interfaces(site: Site) -> Iterator[Interface]:
    """Yield every connection, in the order of the sections."""
    kinds = {monitor.type.type: monitor.type for monitor in site.monitors.values()}
    rated = {name: _of_inputs(site, kind) for name, kind in kinds.items()}
    for probe in site.probes.values():
        if monitor := site.monitors.get(probe.monitor):
            yield _of_probe(site, probe, monitor, rated[monitor.type.type])
    yield from (_of_sensor(site, sensor) for sensor in site.sensors.values())
    for meter in site.meters.values():
        yield of_meter(site, meter)
        yield from (_of_lead(site, meter, mark, lead) for mark, lead in meter.leads.items())


def of_meter(site: Site, meter: Meter) -> Interface:
    """Return the voltage inputs of a power meter."""
    category, missing = _category(site, meter.location, f"meters.{meter.tag}")
    given, measures = meter.voltage_input, any(lead.kind == "voltage" for lead in meter.leads.values())
    return Interface(
        name=meter.tag,
        what="its voltage inputs",
        path=meter.path("voltage_input") if given else meter.path(),
        category=category,
        rated_v={given.category: given.voltage_v} if given else {},
        withstand_v=given.impulse_withstand_v if given else None,
        missing=missing if given else (*missing, f"meters.{meter.tag}.voltage_input"),
        not_applicable="" if measures else "no voltage lead is connected to it",
        decided_by="INS058",
    )


def _of_probe(site: Site, probe: Probe, monitor: Monitor, rated_v: Mapping[str, Number]) -> Interface:
    category, missing = _category(site, monitor.location, f"monitors.{monitor.tag}")
    return Interface(
        name=probe.tag,
        what=f"the probe input of {monitor.tag}",
        path=monitor.path("impulse_withstand_v") if monitor.impulse_withstand_v is not None else probe.path(),
        category=category,
        rated_v=rated_v,
        withstand_v=monitor.impulse_withstand_v,
        missing=missing,
        decided_by="INS040",
    )


def _of_inputs(site: Site, kind: DeviceType) -> Mapping[str, Number]:
    """Return category -> voltage to earth of the inputs; without an earthed star point that is the line voltage."""
    table, row = kind.tables.get("measurement_category"), EARTHING_ROWS[site.supply.system]
    if table is None:
        return {}
    columns = {each: [f"cat_{each.lower()}_{name}" for name in ("line_to_earth_v", "line_v")] for each in CATEGORIES}
    printed = {each: [cell(table, row, name) for name in names] for each, names in columns.items()}
    found = {each: next((volts for volts in cells if volts is not None), None) for each, cells in printed.items()}
    return {each: volts for each, volts in found.items() if volts is not None}


def _of_sensor(site: Site, sensor: Sensor) -> Interface:
    category, missing = _category(site, sensor.location, f"sensors.{sensor.tag}")
    insulated = sensor.conductor.insulated if sensor.conductor else None
    stated = {name: most(rating(sensor.type, f"isolation_cat_{name.lower()}_v")) for name in CATEGORIES}
    return Interface(
        name=sensor.tag,
        what="its isolation",
        path=sensor.path("conductor", "insulated") if sensor.conductor else sensor.path(),
        category=category,
        rated_v={name: volts for name, volts in stated.items() if volts is not None},
        withstand_v=sensor.impulse_withstand_v,
        missing=(*missing, *((f"sensors.{sensor.tag}.conductor.insulated",) if insulated is None else ())),
        not_applicable="the conductor is insulated" if insulated else "",
        decided_by="CUR040",
    )


def _of_lead(site: Site, meter: Meter, mark: str, lead: Lead) -> Interface:
    category, missing = _category(site, meter.location, f"meters.{meter.tag}")
    secondary = lead.kind == "current" and meter.tag in behind_sensors(site)
    rated = {lead.category: lead.voltage_v} if lead.category and lead.voltage_v else {}
    keys = [name for name in ("category", "voltage_v") if not getattr(lead, name) and lead.impulse_withstand_v is None]
    return Interface(
        name=called(meter, mark),
        what=f"lead {mark}",
        path=meter.path("leads", mark),
        category=category,
        rated_v=rated,
        withstand_v=lead.impulse_withstand_v,
        missing=(*missing, *(f"meters.{meter.tag}.leads.{mark}.{name}" for name in keys)),
        not_applicable="it carries the output of a transducer" if secondary else "",
        decided_by="PRO031",
    )


def _category(site: Site, location: str, owner: str) -> tuple[str, tuple[str, ...]]:
    """Return the measurement category of a location, or the key that is missing."""
    place = site.locations.get(location)
    if place is None:
        return "", (f"{owner}.location",)
    if not place.measurement_category:
        return "", (f"locations.{place.tag}.measurement_category",)
    return place.measurement_category, ()
