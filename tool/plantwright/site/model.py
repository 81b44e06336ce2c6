"""The plant as frozen values: what the site files say, after schema validation and with defaults applied.

Field names are the keys of the site format, so the unit of every quantity stands in its name. None and empty values
mean "not stated": a rule that needs the value says `not checked`. References are tags; `Site` finds what a tag names.
"""

from collections.abc import Mapping
from functools import cached_property

from plantwright.findings.verdict import Path
from plantwright.frozen import dataclass, field
from plantwright.site.catalog import DeviceType, Value
from plantwright.site.evidence import Evidence
from plantwright.site.records import Record
from plantwright.site.run_files import Written

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
    """The `site:` section: what the plant is called and who is responsible. `phase`: design ... operation."""

    name: str
    number: str
    client: str = ""
    contractor: str = ""
    address: str = ""
    revision: str = ""
    status: str = ""
    phase: str = "design"
    invented: bool = False
    extent: str = ""
    limitations: tuple[str, ...] = ()
    revisions: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transformer:
    """The supplying transformer, and the short-circuit power of the network before it."""

    rated_power_kva: Number
    impedance_voltage_percent: Number
    network_short_circuit_mva: Number | None = None


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
class Deployment:
    """The `deployment:` section: the plant's own rules for writing. `signatures`: none, one or two.

    The numbers are our own choices: 50 registers are more than two soft starters whole, and a plan is for one day.
    """

    max_changes: int = 50
    plan_valid_hours: int = 24
    require_clean_tree: bool = False
    signatures: str = "none"
    second_person_for: tuple[str, ...] = ()
    approvers: str = ""
    revoked_keys: str = ""


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
    clearing_i2t_a2s: Number | None = None
    clearing_i2t_voltage_v: Number | None = None
    size_mm: str = ""
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
    control_wire_mm2: Number | None = None
    impulse_withstand_v: Number | None = None
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
    impulse_withstand_v: Number | None = None
    fuse: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccuracyRanges:
    """The direct current ranges whose accuracy specification is used, and the error it states."""

    from_a: Number
    to_a: Number
    of_reading_percent: Number | None = None
    of_range_peak_percent: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoltageInput:
    """What the voltage inputs of a meter are rated for: a voltage to earth in a measurement category."""

    voltage_v: Number
    category: str
    impulse_withstand_v: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter(Device):
    """`channels`: channel number -> channel family, for example "1": L60-CH-A; `leads`: mark -> lead."""

    channels: Mapping[str, str] = field(default_factory=dict)
    leads: Mapping[str, Lead] = field(default_factory=dict)
    earth_current_a: Number | None = None
    additional_earth: bool | None = None
    voltage_input: VoltageInput | None = None
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
    """A window-type current transducer. `supply` is the meter or supply unit that feeds it, `channel` its channel.

    `measuring_min_c` to `measuring_max_c` is the temperature around it while readings are taken, `waveform` the form of
    the current then: sinusoidal or phase-controlled.
    """

    feeder: str
    supply: str
    channel: int | None = None
    supply_current_a: Number | None = None
    ratio: Number | None = None
    burden_ohm: Number | None = None
    highest_frequency_hz: Number | None = None
    measuring_min_c: Number | None = None
    measuring_max_c: Number | None = None
    waveform: str = ""
    impulse_withstand_v: Number | None = None
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
    """A terminating resistor at its place along the trunk, with a capacitor in series or without."""

    at_m: Number
    resistance_ohm: Number
    capacitor_nf: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Polarisation:
    """A pair of resistors, one on each wire, that holds the idle line at a voltage."""

    at_m: Number
    resistance_ohm: Number
    voltage_v: Number = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """The gateway before a line: name or address, TCP port, framing, and repetitions of its own (None: not stated)."""

    host: str
    port: int
    framing: str = "modbus-tcp"
    retries: int | None = None
    tls: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bus(Item):
    """An RS-485 line. `kind`: modbus-rtu (own serial port) or modbus-tcp (behind a gateway).

    `polarisation`: () means none, None that nothing is stated.
    """

    kind: str
    baud_rate: int
    parity: str
    stop_bits: int
    data_bits: int = 8
    port: str = ""
    adapter_serial: str = ""
    gateway: Gateway | None = None
    length_m: Number | None = None
    cable: str = ""
    trunk: tuple[TrunkNode, ...] = ()
    termination: tuple[Termination, ...] = ()
    polarisation: tuple[Polarisation, ...] | None = None
    four_wire_cabling: bool = False
    host_units: int = 1
    poll_period_ms: Number | None = None
    reply_timeout_ms: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """How a screen is laid. `bonded`: none, one-end or both-ends; `continuous`: over cable and connectors."""

    bonded: str
    continuous: bool | None = None
    resistance_mohm_per_m: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndsToGround:
    """Resistance from the wires of a data cable to ground at the end nearer to the starters, and at the other."""

    near_ohm: Number
    far_ohm: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonBranch:
    """A piece of conductor that a data circuit shares with the power system."""

    impedance_mohm: Number
    current_a: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Cable(Item):
    """`kind`: power, rs485, data, fibre or sensor. `segregation_class`: a to d after EN 50174-2, of an IT cable.

    `noise_threshold_mv`, `balance_db` and `common_mode_ohm` are those of the interface at the ends of a data cable.
    `emc_network`: whose budget of EMC length holds. `metal_conduit`: a data cable in earthed metal conduit of its own.
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
    metal_conduit: bool = False
    emc_network: str = ""
    segregation_class: str = ""
    noise_threshold_mv: Number | None = None
    balance_db: Number | None = None
    ends_to_ground: EndsToGround | None = None
    common_branch: CommonBranch | None = None
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
class Disturber:
    """A source of disturbance near a stretch, by its clear distance to the nearest data cable."""

    kind: str
    distance_mm: Number
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Item):
    """A stretch of cable route; positions are the horizontal places of the cable centres in millimetres.

    `sources` and `emc_factors`: () means none, None that nothing is stated.
    """

    length_m: Number
    containment: str
    width_mm: Number | None = None
    divider: str = "none"
    divider_at_mm: Number | None = None
    sources: tuple[Disturber, ...] | None = None
    emc_factors: tuple[str, ...] | None = None
    crossings: tuple[Crossing, ...] = ()
    positions_mm: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FibreEnd:
    """One end of a fibre link."""

    port: str
    connector: str = ""
    polish: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerBand:
    """Least and highest optical power."""

    min_dbm: Number
    max_dbm: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class FibreLink(Item):
    """A fibre link from end A to end B; `connections` are mated connector pairs."""

    fibre: str
    wavelength_nm: Number
    length_m: Number
    application: str = ""
    connections: int | None = None
    splices: int | None = None
    margin_db: Number | None = None
    attenuator_db: Number | None = None
    measured_loss_db: Number | None = None
    return_loss_db: Number | None = None
    minimum_loss_db: Number | None = None
    transmitter: PowerBand | None = None
    receiver: PowerBand | None = None
    effective_area_um2: Number | None = None
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
        sections = (self.starters, self.monitors, self.meters, self.supply_units, self.sensors)
        return tuple(device for section in sections for device in section.values())

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
