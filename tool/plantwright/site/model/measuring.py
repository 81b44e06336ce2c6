"""Current measuring chains: meters with their leads, supply units, and sensors with their cables."""

from collections.abc import Mapping

from plantwright.frozen import dataclass, field
from plantwright.site.model.devices import Device
from plantwright.site.model.item import Number


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
class Mains:
    """The lowest and the highest mains voltage at an instrument, and the one on its identification plate."""

    plate_v: Number
    min_v: Number
    max_v: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter(Device):
    """`channels`: channel number -> channel family, for example "1": L60-CH-A; `leads`: mark -> lead."""

    channels: Mapping[str, str] = field(default_factory=dict)
    leads: Mapping[str, Lead] = field(default_factory=dict)
    earth_current_a: Number | None = None
    additional_earth: bool | None = None
    voltage_input: VoltageInput | None = None
    accuracy_ranges: AccuracyRanges | None = None
    mains: Mains | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSupply:
    """The supply current that each channel of a supply unit gives, in A, and where that was read."""

    current_a: Number
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyUnit(Device):
    """A supply unit for sensors; `feeds` is the meter that reads its secondary outputs."""

    feeds: str = ""
    channel_supply: ChannelSupply | None = None
    mains: Mains | None = None


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
class StatusOutput:
    """What hangs on the open collector that tells the status of a sensor; `reverse_voltage_v` as a positive number."""

    voltage_v: Number | None = None
    current_ma: Number | None = None
    reverse_voltage_v: Number | None = None


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
    status_output: StatusOutput | None = None
    secondary_fuse: str = ""
    calibration_date: str = ""
