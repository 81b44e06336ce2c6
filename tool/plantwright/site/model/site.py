"""The whole plant, and what a tag in it names."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from plantwright.frozen import dataclass, field
from plantwright.site.catalog import DeviceType
from plantwright.site.evidence import Evidence
from plantwright.site.model.buses import Bus
from plantwright.site.model.cabling import Cable, Route
from plantwright.site.model.devices import Device, Starter
from plantwright.site.model.feeders import Barrier, Contactor, Feeder, Motor, Protection
from plantwright.site.model.fibre import FibreLink
from plantwright.site.model.identity import Deployment, Identity, Instrument, Place, Standards, Supply, Waiver
from plantwright.site.model.item import Item
from plantwright.site.model.measuring import Meter, Sensor, SupplyUnit
from plantwright.site.model.monitoring import Monitor, Probe
from plantwright.site.records import Record
from plantwright.site.run_files import Written


@dataclass(frozen=True, kw_only=True)  # without slots, so that an index is made once
class Site:
    """A whole plant. Every section maps tag -> object in the order of the files."""

    identity: Identity
    supply: Supply
    standards: Standards
    deployment: Deployment
    locations: Mapping[str, Place]
    motors: Mapping[str, Motor]
    protection: Mapping[str, Protection]
    contactors: Mapping[str, Contactor]
    barriers: Mapping[str, Barrier]
    starters: Mapping[str, Starter]
    feeders: Mapping[str, Feeder]
    monitors: Mapping[str, Monitor]
    probes: Mapping[str, Probe]
    meters: Mapping[str, Meter]
    supply_units: Mapping[str, SupplyUnit]
    sensors: Mapping[str, Sensor]
    buses: Mapping[str, Bus]
    cables: Mapping[str, Cable]
    routes: Mapping[str, Route]
    fibre_links: Mapping[str, FibreLink]
    instruments: Mapping[str, Instrument]
    waivers: Mapping[str, Waiver]
    types: Mapping[str, DeviceType]
    sha256: str = ""  # of the site's files, names and bytes; not of its records
    records: Mapping[str, Record] = field(default_factory=dict)
    written: tuple[Written, ...] = ()  # by the runs of this plant, rehearsals left out
    evidence: Mapping[str, Evidence] = field(default_factory=dict)  # by device type

    def devices(self) -> tuple[Device, ...]:
        """Return everything that has a device type, in the order of the sections."""
        return self._devices

    def on_bus(self, bus: Bus) -> tuple[Device, ...]:
        """Return the devices with an address on a bus, by address."""
        found = [(device.bus.address, device) for device in self.devices() if device.bus and device.bus.name == bus.tag]
        return tuple(device for _, device in sorted(found, key=lambda pair: pair[0]))

    def item(self, tag: str) -> Item | None:
        """Return the object with a tag; tags are unique over all sections of things (checked on loading)."""
        return next((section[tag] for section in self._sections() if tag in section), None)

    def tags(self) -> tuple[str, ...]:
        """Return the tags of all things, in the order of the sections."""
        return tuple(tag for section in self._sections() for tag in section)

    def motor_of(self, feeder: Feeder) -> Motor | None:
        """Return the motor at the end of a feeder."""
        for tag in reversed(feeder.path_):
            if tag in self.motors:
                return self.motors[tag]
        return None

    def starter_of(self, feeder: Feeder) -> Starter | None:
        """Return the soft starter in a feeder."""
        for tag in feeder.path_:
            if tag in self.starters:
                return self.starters[tag]
        return None

    def feeder_of(self, tag: str) -> Feeder | None:
        """Return the feeder whose path or bypass names a tag."""
        return self._feeders_by_tag.get(tag)

    def sensors_of(self, supply: str) -> tuple[Sensor, ...]:
        """Return the sensors fed by a meter or supply unit."""
        return tuple(sensor for sensor in self.sensors.values() if sensor.supply == supply)

    def probes_of(self, monitor: str) -> tuple[Probe, ...]:
        """Return the probes of an insulation monitor, by channel."""
        found = [probe for probe in self.probes.values() if probe.monitor == monitor]
        return tuple(sorted(found, key=lambda probe: probe.channel))

    @cached_property
    def answers(self) -> dict[object, Any]:
        """Return what was found out about the whole plant, by the function that found it; empty at first."""
        return {}

    @cached_property
    def _devices(self) -> tuple[Device, ...]:
        sections = (self.starters, self.monitors, self.meters, self.supply_units, self.sensors)
        return tuple(device for section in sections for device in section.values())

    @cached_property
    def _feeders_by_tag(self) -> Mapping[str, Feeder]:
        """Return tag -> the first feeder that names it."""
        every = reversed(tuple(self.feeders.values()))
        return {tag: feeder for feeder in every for tag in (*feeder.path_, feeder.bypass) if tag}

    def _sections(self) -> tuple[Mapping[str, Item], ...]:
        return (
            self.locations, self.motors, self.protection, self.contactors, self.barriers, self.starters, self.feeders,
            self.monitors, self.probes, self.meters, self.supply_units, self.sensors, self.buses, self.cables,
            self.routes, self.fibre_links, self.instruments,
        )  # fmt: skip
