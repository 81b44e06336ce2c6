"""The records of a site as frozen values: what was measured, done or signed, one file each.

Field names are the keys of `schemas/record.schema.json`, so the unit of every quantity stands in its name. None and
empty values mean "not recorded".
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

from plantwright.findings.verdict import Path
from plantwright.frozen import dataclass, field

Number = float | int
Value = Number | str | bool

SECTION = "records"
"""The folder of the records in a site, and the first step of the path to a value in one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file that belongs to a record: its path from the folder of the record, and its hash."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit as the person who measured had it; `provenance` is "unverified" when its document was not read."""

    unit: str
    source: str
    minimum: Number | None = None
    maximum: Number | None = None
    provenance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A line of a procedure, and what became of it: pass, fail or not applicable."""

    line: str
    result: str
    value: Value | None = None
    unit: str = ""
    limit: Limit | None = None
    instrument: str = ""
    person: str = ""
    at: str = ""
    reason: str = ""
    photo: Document | None = None


@dataclass(frozen=True, kw_only=True)  # without slots, so that the time is read once
class Record:
    """One record. `name` is its file without the ending, `kind` its `record:` key, `data` the whole file.

    `found` holds the files that it names and that lie beside it, each with its SHA-256.
    """

    name: str
    kind: str
    object: str
    person: str
    at: str
    organisation: str = ""
    witness: str = ""
    instrument: str = ""
    note: str = ""
    result: str = ""
    ambient_c: Number | None = None
    humidity_percent: Number | None = None
    supersedes: str = ""
    reason: str = ""
    checks: tuple[Check, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    found: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """Return the name of the file in the folder of the records."""
        return f"{self.name}.yaml"

    @cached_property
    def time(self) -> datetime.datetime:
        """Return when it was done, with its zone."""
        return datetime.datetime.fromisoformat(self.at)

    @property
    def passed(self) -> bool:
        """Return whether the record says that nothing failed; a kind without a result says so by being there."""
        return self.result != "fail" and all(check.result != "fail" for check in self.checks)

    def path(self, *keys: str | int) -> Path:
        """Return the path of this record, or of a key in it."""
        return (SECTION, self.name, *keys)


@dataclass(frozen=True, kw_only=True)
class Checklist(Record):
    """Lines of a procedure that were done at one object."""


@dataclass(frozen=True, kw_only=True)
class ManualStep(Record):
    """A step of a device type, or settings entered at the device: one as `parameter` and `value`, or several.

    `as_found`: what the device showed before.
    """

    step: str = ""
    parameter: str = ""
    value: Value | None = None
    as_found: Mapping[str, Value] = field(default_factory=dict)
    settings: Mapping[str, Value] = field(default_factory=dict)

    @property
    def entered(self) -> Mapping[str, Value]:
        """Return parameter -> the value that the device showed afterwards."""
        one = {self.parameter: self.value} if self.parameter and self.value is not None else {}
        return {**one, **self.settings}


@dataclass(frozen=True, kw_only=True)
class Calibration(Record):
    """A calibration of an instrument; `due` is the last day on which it holds."""

    certificate: str
    due: str
    laboratory: str = ""
    document: Document | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """A joint and the torque it was tightened to."""

    joint: str
    torque_nm: Number
    limit: Limit


@dataclass(frozen=True, kw_only=True)
class Torque(Record):
    """Joints tightened with a calibrated wrench."""

    measurements: tuple[Joint, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """The worst value of one measurement of a copper link; negative when the limit is passed."""

    what: str
    margin_db: Number
    pair: str = ""
    frequency_mhz: Number | None = None


@dataclass(frozen=True, kw_only=True)
class CopperCertificate(Record):
    """The summary of a certificate of a data cable."""

    test_limit: str
    results: tuple[Margin, ...]
    link: str = ""
    length_m: Number | None = None
    accuracy_db: Number | None = None
    document: Document | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What an end face was judged by."""

    standard: str
    edition: str = ""
    table: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerOff:
    """That no light was in the fibre."""

    confirmed: bool
    at: str = ""
    power_dbm: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """What was counted in a zone of an end face: widths of scratches and diameters of defects, in µm."""

    scratches_um: tuple[Number, ...] = ()
    defects_um: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An inspection (`result` clean or dirty) or a cleaning (`step` dry or wet).

    `debris` is what an inspection says of dirt that stays; `dried`: a wet cleaning ended dry on the same wipe.
    """

    at: str
    step: str
    result: str = ""
    debris: str = ""
    zones: Mapping[str, Zone] = field(default_factory=dict)
    tool: str = ""
    tool_serial: str = ""
    cleaner: str = ""
    solvent: str = ""
    dried: bool = False
    strokes: int | None = None
    person: str = ""
    image: Document | None = None
    note: str = ""

    @property
    def time(self) -> datetime.datetime:
        """Return when it was done, with its zone."""
        return datetime.datetime.fromisoformat(self.at)


@dataclass(frozen=True, kw_only=True)
class FibreEndFace(Record):
    """The inspections and cleanings of one end face in their order."""

    end: str
    end_face: str
    criteria: Criteria
    power_off: PowerOff
    attempts: tuple[Attempt, ...]
    port: str = ""
    connector: str = ""
    polish: str = ""
    removable: bool | None = None


@dataclass(frozen=True, kw_only=True)
class FibreMating(Record):
    """A connection that was mated or demated, or an end face that was touched."""

    end: str
    event: str
    port: str = ""
    sleeve: str = ""
    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A loss at one wavelength in one direction."""

    wavelength_nm: Number
    direction: str
    loss_db: Number
    limit: Limit


@dataclass(frozen=True, kw_only=True)
class FibreLinkLoss(Record):
    """The losses of a link."""

    measurements: tuple[Loss, ...]
    method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Who put a punch item right, when, and what shows it."""

    person: str
    at: str
    evidence: str = ""
    document: Document | None = None


@dataclass(frozen=True, kw_only=True)
class Punch(Record):
    """Something wrong or missing. `category`: A stops safe operation, B does not, C is cosmetic."""

    category: str
    text: str
    owner: str = ""
    due: str = ""
    evidence: str = ""
    closed: Closed | None = None
    verified: Closed | None = None


@dataclass(frozen=True, kw_only=True)
class Milestone(Record):
    """A point of the project that was reached; `punch_list`: every point that was raised until then, by its record."""

    milestone: str
    planned: str = ""
    outstanding: tuple[str, ...] = ()
    punch_list: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SignOff(Record):
    """What a person answers for, in a role and for an organisation; `punch_list`: as at a milestone."""

    role: str
    statement: str
    reservations: tuple[str, ...] = ()
    punch_list: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Handover(Record):
    """Something that was handed over."""

    item: str
    text: str = ""
    receiver: str = ""
    quantity: int | None = None
    due: str = ""
    document: Document | None = None


KINDS: Mapping[str, type[Record]] = {
    "bus-check": BusCheck,
    "calibration": Calibration,
    "checklist": Checklist,
    "copper-certificate": CopperCertificate,
    "current-chain": CurrentChain,
    "fibre-end-face": FibreEndFace,
    "fibre-link-loss": FibreLinkLoss,
    "fibre-mating": FibreMating,
    "first-start": FirstStart,
    "handover": Handover,
    "insulation-monitoring": InsulationMonitoring,
    "insulation-test": InsulationTest,
    "manual-step": ManualStep,
    "milestone": Milestone,
    "punch": Punch,
    "sign-off": SignOff,
    "torque": Torque,
}
"""Kind of record -> its class."""

R = TypeVar("R", bound=Record)


def in_force(records: Iterable[Record]) -> tuple[Record, ...]:
    """Return the records that no other one supersedes, oldest first."""
    every = tuple(records)
    superseded = {record.supersedes for record in every}
    return tuple(sorted((each for each in every if each.name not in superseded), key=_order))


def of_kind(records: Iterable[Record], kind: type[R]) -> tuple[R, ...]:
    """Return the records of one kind."""
    return tuple(record for record in records if isinstance(record, kind))


def documents(data: Any, keys: Path = ()) -> Iterator[tuple[Path, Document]]:
    """Yield every document, photo and image in the data of a record, with the keys that lead to it."""
    if isinstance(data, Mapping):
        if data.keys() == {"file", "sha256"}:
            yield keys, Document(file=data["file"], sha256=data["sha256"])
        for key, value in data.items():
            yield from documents(value, (*keys, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from documents(value, (*keys, place))


def _order(record: Record) -> tuple[datetime.datetime, str]:
    return record.time, record.name
