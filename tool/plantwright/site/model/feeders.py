"""Motor feeders: the motor and its load, the protection and the contactors in the path."""

from plantwright.frozen import dataclass
from plantwright.site.model.item import Item, Number


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
class Feeder(Item):
    """A motor feeder: tags in electrical order from the supply to the motor; `bypass` is the bypass contactor's tag."""

    path_: tuple[str, ...]  # key `path`
    bypass: str = ""
    interlocks: tuple[str, ...] = ()
    duty: str = ""
