"""Anything of a device type, with its settings and its place on a bus; the soft starters."""

from collections.abc import Mapping

from plantwright.frozen import dataclass, field
from plantwright.site.catalog import DeviceType, Value
from plantwright.site.model.feeders import ContactLoad
from plantwright.site.model.item import Item, Number


@dataclass(frozen=True, slots=True, kw_only=True)
class BusAddress:
    """Where a device is reached: the tag of its bus and its Modbus address; what was measured of it on the line."""

    name: str
    address: int
    reply_delay_ms: Number | None = None
    unit_load: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Device(Item):
    """Anything of a device type: starters, monitors, meters, sensors and supply units."""

    type: DeviceType
    model: str = ""
    variant: str = ""
    serial: str = ""
    firmware: str = ""
    rated_power_kw: Number | None = None
    rated_current_a: Number | None = None
    bus: BusAddress | None = None
    parameters: Mapping[str, Value] = field(default_factory=dict)

    def setting(self, name: str) -> Value | None:
        """Return the declared value of a parameter, else the default its manual states, else None."""
        if name in self.parameters:
            return self.parameters[name]
        known = self.type.parameters.get(name)
        return known.default if known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Width, height and depth in mm."""

    width: Number
    height: Number
    depth: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter(Device):
    """A soft starter. `mounting_space_mm` is the free space where it is mounted; `coordination`: type-1 or type-2."""

    utilization_category: str = ""
    programmable_relay_load: ContactLoad | None = None
    mounting_space_mm: Outline | None = None
    edge_rise_time_us: Number | None = None
    coordination: str = ""
    thyristor_i2t_a2s: Number | None = None
    control_wire_mm2: Number | None = None
    harmonics_percent: Mapping[str, Number] = field(default_factory=dict)
