"""The plant as frozen values: what the site files say, after schema validation and with defaults applied.

Field names are the keys of the site format, so the unit of every quantity stands in its name. None and empty values
mean "not stated": a rule that needs the value says `not checked`. References are tags; `Site` finds what a tag names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from plantwright.findings.verdict import Path
from plantwright.site.catalog import DeviceType, Value

Number = float | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Anything with a tag: `section` and `tag` are its place in the site files."""

    section: str
    tag: str
    title: str = ""
    location: str = ""
    note: str = ""

    def path(self, *keys: str | int) -> Path:
        """Return the path of this object, or of a key below it."""
        return (self.section, self.tag, *keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A revision of the documents; `date` is YYYY-MM-DD."""

    revision: str
    date: str
    description: str
    prepared: str = ""
    checked: str = ""
    approved: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The `site:` section: what the plant is called and who is responsible."""

    name: str
    number: str
    client: str = ""
    contractor: str = ""
    address: str = ""
    revision: str = ""
    status: str = ""
    invented: bool = False
    extent: str = ""
    limitations: tuple[str, ...] = ()
    revisions: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transformer:
    """The supplying transformer."""

    rated_power_kva: Number
    impedance_voltage_percent: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """The `supply:` section. `system`: TN-S ... corner-earthed; `kind`: public-network ... converter."""

    system: str
    nominal_voltage_v: Number
    frequency_hz: Number
    prospective_short_circuit_ka: Number | None = None
    voltage_tolerance_percent: Number | None = None
    overvoltage_category: str = ""
    kind: str = ""
    transformer: Transformer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standards:
    """The `standards:` section: which published rule sets a check uses, by name."""

    separation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Item):
    """A location: its environment. `measurement_category`: II, III or IV of the circuits there.

    `overvoltage_category`: that of outlets and control supplies. `conditions`: wet, condensation ...; () means none.
    """

    indoor: bool | None = None
    ventilated: bool | None = None
    ambient_min_c: Number | None = None
    ambient_max_c: Number | None = None
    humidity_min_percent: Number | None = None
    humidity_max_percent: Number | None = None
    altitude_m: Number | None = None
    pollution_degree: int | None = None
    measurement_category: str = ""
    overvoltage_category: str = ""
    conditions: tuple[str, ...] | None = None
    vibration_m_s2: Number | None = None
    enclosure: str = ""
    ip_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What the motor drives. `kind`: fan, pump, linear or constant torque against speed; inertia at the motor shaft."""

    kind: str
    name: str = ""
    rated_torque_nm: Number | None = None
    breakaway_torque_nm: Number | None = None
    moment_of_inertia_kgm2: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Motor(Item):
    """A motor as on its nameplate; the ratios are those of the data sheet, the inertia is the rotor's."""

    kind: str
    rated_power_kw: Number
    rated_voltage_v: Number
    rated_current_a: Number
    rated_speed_rpm: Number | None = None
    synchronous_speed_rpm: Number | None = None
    rated_frequency_hz: Number | None = None
    power_factor: Number | None = None
    efficiency_percent: Number | None = None
    locked_rotor_current_ratio: Number | None = None
    locked_rotor_torque_ratio: Number | None = None
    breakdown_torque_ratio: Number | None = None
    moment_of_inertia_kgm2: Number | None = None
    load: Load | None = None
    coast_down_time_s: Number | None = None
    starts_per_hour: Number | None = None
    start_time_s: Number | None = None
    manufacturer: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection(Item):
    """A fuse or circuit-breaker. `speed`: fast or time-lag; `class_`: gG, aM, aR, CC, J, T, T2A ... (key `class`)."""

    kind: str
    class_: str = ""
    rated_current_a: Number | None = None
    rated_voltage_v: Number | None = None
    breaking_capacity_ka: Number | None = None
    cut_off_current_ka: Number | None = None
    clearing_time_ms: Number | None = None
    high_breaking: bool | None = None
    speed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLoad:
    """What a relay contact switches; `kind`: ac or dc, the current of a coil is that at pick-up."""

    voltage_v: Number
    current_a: Number
    kind: str = "ac"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contactor(Item):
    """`role`: bypass, isolating or line; `driven_through`: direct or intermediate-relay."""

    role: str
    rated_current_a: Number | None = None
    utilization_category: str = ""
    coil: ContactLoad | None = None
    driven_through: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrier(Item):
    """Other equipment that may stand in a power path: `kind` is transformer, filter, capacitor or disconnector."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BusAddress:
    """Where a device is reached: the tag of its bus and its Modbus address."""

    name: str
    address: int


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
    """A soft starter. `mounting_space_mm` is the free space where it is mounted."""

    utilization_category: str = ""
    programmable_relay_load: ContactLoad | None = None
    mounting_space_mm: Outline | None = None
    edge_rise_time_us: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuxiliarySupply:
    """The operating supply of a device and the fuse in it."""

    voltage_v: Number
    kind: str = "ac"
    rated_power_va: Number | None = None
    fuse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """What starts a measurement. `kind`: volt-free-contact, open-collector or voltage; `from_` are tags in series.

    `closes_when`: motor-stopped or motor-running.
    """

    kind: str
    from_: tuple[str, ...] = ()  # key `from`
    closes_when: str = ""
    hold_ms: Number | None = None
    residual_voltage_v: Number | None = None
    leakage_current_ma: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """The circuit an output switches. `drives`: relay, digital-input, starter-input or contactor-coil.

    `contact`: normally-open or normally-closed, as the wiring expects it.
    """

    drives: str
    kind: str = "dc"
    voltage_v: Number | None = None
    current_ma: Number | None = None
    on_voltage_v: Number | None = None
    off_current_ma: Number | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor(Device):
    """An insulation monitor. `outputs`: alarm-1, alarm-2, measurement-in-progress or self-diagnosis -> its circuit."""

    supply: AuxiliarySupply | None = None
    trigger: Trigger | None = None
    outputs: Mapping[str, Output] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe(Item):
    """A probe of an insulation monitor, connected in the path of `feeder` directly after the object `after`."""

    monitor: str
    channel: int
    feeder: str
    after: str
    fuse: str = ""
    model: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A measuring lead. `kind` is what it is made for, `jack` where it is plugged in: voltage or current."""

    kind: str
    jack: str = ""
    connectors: str = ""
    voltage_v: Number | None = None
    current_a: Number | None = None
    category: str = ""
    fuse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccuracyRanges:
    """The direct current ranges whose accuracy specification is used."""

    from_a: Number
    to_a: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter(Device):
    """`channels`: channel number -> channel family, for example "1": L60-CH-A; `leads`: mark -> lead."""

    channels: Mapping[str, str] = field(default_factory=dict)
    leads: Mapping[str, Lead] = field(default_factory=dict)
    earth_current_a: Number | None = None
    additional_earth: bool | None = None
    accuracy_ranges: AccuracyRanges | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyUnit(Device):
    """A supply unit for sensors; `feeds` is the meter that reads its secondary outputs."""

    feeds: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionCable:
    """The cable between a sensor and its connection cable."""

    model: str
    screened: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorCable:
    """The cable between a sensor and its meter; `kept_clear`: it cannot touch a bare live part."""

    model: str
    serial: str = ""
    length_m: Number | None = None
    kept_clear: bool | None = None
    extension: ExtensionCable | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conductor:
    """The conductor through a sensor's window."""

    insulated: bool
    centred: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor(Device):
    """A window-type current transducer. `supply` is the meter or supply unit that feeds it, `channel` its channel."""

    feeder: str
    supply: str
    channel: int | None = None
    supply_current_a: Number | None = None
    ratio: Number | None = None
    burden_ohm: Number | None = None
    highest_frequency_hz: Number | None = None
    cable: SensorCable | None = None
    conductor: Conductor | None = None
    secondary_fuse: str = ""
    calibration_date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeder(Item):
    """A motor feeder: tags in electrical order from the supply to the motor; `bypass` is the bypass contactor's tag."""

    path_: tuple[str, ...]  # key `path`
    bypass: str = ""
    interlocks: tuple[str, ...] = ()
    duty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkNode:
    """A unit on the trunk: its place in metres from the first terminator and the length of its stub."""

    device: str
    at_m: Number
    stub_m: Number = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Termination:
    """A terminating resistor at its place along the trunk."""

    at_m: Number
    resistance_ohm: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """The gateway before a line: name or address, and TCP port."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bus(Item):
    """An RS-485 line. `kind`: modbus-rtu (own serial port) or modbus-tcp (behind a gateway)."""

    kind: str
    baud_rate: int
    parity: str
    stop_bits: int
    data_bits: int = 8
    port: str = ""
    gateway: Gateway | None = None
    length_m: Number | None = None
    cable: str = ""
    trunk: tuple[TrunkNode, ...] = ()
    termination: tuple[Termination, ...] = ()
    host_units: int = 1
    reply_timeout_ms: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """How a screen is laid. `bonded`: none, one-end or both-ends; `continuous`: over cable and connectors."""

    bonded: str
    continuous: bool | None = None
    resistance_mohm_per_m: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cable(Item):
    """`kind`: power, rs485, data, fibre or sensor. `segregation_class`: a to d after EN 50174-2, of an IT cable.

    `noise_threshold_mv`, `balance_db` and `common_mode_ohm` are those of the interface at the ends of a data cable.
    """

    kind: str
    from_: str = ""  # key `from`
    to: str = ""
    model: str = ""
    cores: int | None = None
    cross_section_mm2: Number | None = None
    protective_conductor_mm2: Number | None = None
    screened: bool | None = None
    screening: Screening | None = None
    outer_diameter_mm: Number | None = None
    length_m: Number | None = None
    rated_voltage_v: Number | None = None
    current_a: Number | None = None
    category: str = ""
    segregation_class: str = ""
    noise_threshold_mv: Number | None = None
    balance_db: Number | None = None
    common_mode_ohm: Number | None = None
    velocity_factor: Number | None = None
    route: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A data cable that crosses a power cable."""

    cable: str
    over: str
    angle_degrees: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Item):
    """A stretch of cable route; positions are the horizontal places of the cable centres in millimetres."""

    length_m: Number
    containment: str
    width_mm: Number | None = None
    divider: str = "none"
    divider_at_mm: Number | None = None
    crossings: tuple[Crossing, ...] = ()
    positions_mm: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FibreEnd:
    """One end of a fibre link."""

    port: str
    connector: str = ""
    polish: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FibreLink(Item):
    """A fibre link from end A to end B; `connections` are mated connector pairs."""

    fibre: str
    wavelength_nm: Number
    length_m: Number
    application: str = ""
    connections: int | None = None
    splices: int | None = None
    power_dbm: Number | None = None
    cable: str = ""
    ends: Mapping[str, FibreEnd] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument(Item):
    """A measuring instrument; `calibration_due` is YYYY-MM-DD."""

    kind: str
    model: str = ""
    serial: str = ""
    certificate: str = ""
    calibration_due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver(Item):
    """A finding of `rule` on `object` that is accepted until the end of the day `expires`."""

    rule: str
    object: str
    reason: str
    approved_by: str
    expires: str


@dataclass(frozen=True, kw_only=True)  # without slots, so that an index is made once
class Site:
    """A whole plant. Every section maps tag -> object in the order of the files."""

    identity: Identity
    supply: Supply
    standards: Standards
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
    sha256: str = ""  # of the site's files, names and bytes

    def devices(self) -> tuple[Device, ...]:
        """Return everything that has a device type, in the order of the sections."""
        sections = (self.starters, self.monitors, self.meters, self.supply_units, self.sensors)
        return tuple(device for section in sections for device in section.values())

    def on_bus(self, bus: Bus) -> tuple[Device, ...]:
        """Return the devices with an address on a bus, by address."""
        found = [(device.bus.address, device) for device in self.devices() if device.bus and device.bus.name == bus.tag]
        return tuple(device for _, device in sorted(found, key=lambda pair: pair[0]))

    def item(self, tag: str) -> Item | None:
        """Return the object with a tag; tags are unique over all sections of things (checked on loading)."""
        return next((section[tag] for section in self._sections() if tag in section), None)

    def motor_of(self, feeder: Feeder) -> Motor | None:
        """Return the motor at the end of a feeder."""
        return next((self.motors[tag] for tag in reversed(feeder.path_) if tag in self.motors), None)

    def starter_of(self, feeder: Feeder) -> Starter | None:
        """Return the soft starter in a feeder."""
        return next((self.starters[tag] for tag in feeder.path_ if tag in self.starters), None)

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
