"""Records of electrical measurements: insulation, bus lines, first starts, current sensors with their meters."""

from collections.abc import Mapping

from plantwright.frozen import dataclass, field
from plantwright.site.records.record import Limit, Number, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Resistance:
    """An insulation resistance between two terminals."""

    between: str
    resistance_mohm: Number


@dataclass(frozen=True, kw_only=True)
class InsulationTest(Record):
    """An acceptance test of insulation with direct voltage; never the monitoring with 50 V."""

    test_voltage_v: Number
    measurements: tuple[Resistance, ...]
    limit: Limit
    duration_s: Number | None = None
    winding_temperature_c: Number | None = None
    precautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A reading of an insulation monitor; `over_range`: the value is the end of the range."""

    at: str
    resistance_mohm: Number
    over_range: bool = False


@dataclass(frozen=True, kw_only=True)
class InsulationMonitoring(Record):
    """Readings of an insulation monitor; they show a trend and accept nothing."""

    measuring_voltage_v: Number
    readings: tuple[Reading, ...]
    probe: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polls:
    """What became of the questions sent to the units of a bus."""

    sent: int
    missing: int
    late: int
    damaged: int


@dataclass(frozen=True, kw_only=True)
class BusCheck(Record):
    """A bus line: resistance with all units off, bias, answers."""

    resistance_ohm: Number
    limit: Limit | None = None
    bias_v: Number | None = None
    polls: Polls | None = None
    units: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """What was computed of a start before it was made."""

    highest_current_a: Number | None = None
    start_time_s: Number | None = None


@dataclass(frozen=True, kw_only=True)
class FirstStart(Record):
    """The first start of a motor; currents by phase L1, L2, L3."""

    highest_current_a: Mapping[str, Number]
    running_current_a: Mapping[str, Number] = field(default_factory=dict)
    start_time_s: Number | None = None
    time_to_bypass_s: Number | None = None
    supply_voltage_v: Number | None = None
    lowest_voltage_v: Number | None = None
    phase_sequence: str = ""
    direction: str = ""
    stop_mode: str = ""
    predicted: Predicted | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The reading of a chain beside that of a reference; the limit is how far they may be apart."""

    reading_a: Number
    reference_a: Number
    limit: Limit | None = None


@dataclass(frozen=True, kw_only=True)
class CurrentChain(Record):
    """A current sensor with its cable and meter."""

    zero_a: Number
    polarity: str
    supply_light: str
    limit: Limit | None = None
    reference: Comparison | None = None
    serials: Mapping[str, str] = field(default_factory=dict)
