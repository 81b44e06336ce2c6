"""Device types: everything the tool knows of a device, read from `schemas/devices/<type>.yaml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from plantwright import resources
from plantwright.findings.verdict import Source
from plantwright.frozen import dataclass, field
from plantwright.site.shipped import read_shipped

Number = float | int
Value = Number | str | bool
"""A setting in engineering terms: a number in the parameter's unit, a code name, or true/false."""

PROTECTED_ROLES = frozenset({"command", "calibration", "address", "baud", "status", "identity", "undocumented"})
"""Registers of these roles can never be written by `apply`."""

VOLATILE_ROLES = frozenset({"measurement", "status", "fault"})
"""Registers of these roles change by themselves; all others hold what somebody set."""

CONCERNS = ("protection", "motor", "start", "stop", "control")
"""What a wrong value harms first, in the order in which a plan writes: first what protects, last who may start."""

OCCASIONS = (
    "before installation", "installation", "before bus check", "bus check", "before push", "before start test",
    "start test", "before insulation test", "insulation test", "handover", "before every use",
    "before and after every measurement", "after a fault", "maintenance", "taking out of use",
)  # fmt: skip
"""When a step is done, in the order in which a plant is commissioned, handed over and used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One stated rating or limit: a single value, a band (min, max), or a list of allowed values, in `unit`.

    `exclusive`: the ends of the band are not allowed themselves.
    """

    name: str
    source: Source
    value: Value | None = None
    min: Number | None = None
    max: Number | None = None
    exclusive: bool = False
    nominal: Value | None = None
    values: tuple[Value, ...] = ()
    unit: str = ""
    note: str = ""
    conflicts: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A printed table: one tuple of cells a row key, in the order of `columns`."""

    name: str
    title: str
    columns: tuple[Value, ...]
    rows: Mapping[str, tuple[Value | None, ...]]
    source: Source
    unit: str = ""
    note: str = ""
    conflicts: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A setting of the device, or another register of its map.

    raw = value / scale for numbers, raw = codes[value] for enumerations. `register` is the PDU address, None where no
    document gives one. `minimum`..`maximum` is the range of the document's list of parameters (outside: error),
    `strict_*` the range every passage allows (outside: warning). `verified` is False while no document proves address,
    scale and codes. `role`: parameter, measurement, fault, or one of PROTECTED_ROLES. `deployment`: push (by a plan),
    manual (a keypad or switch step to sign), never (factory values, read only). `channel`: the channel of the device
    that a measurement or state belongs to, None for the device as a whole. `concerns`: one of CONCERNS, "" for not
    stated, which counts as each of them. `simulated` is what the rehearsal plant starts with where there is no default;
    it is invented. `used_when` gives the settings of other parameters with which this one has an effect,
    `variant_values` the value that the document prescribes for a variant of the device.
    """

    name: str
    title: str
    source: Source
    kind: str  # integer, number, enum, boolean
    code: str = ""
    original: str = ""
    description: str = ""
    register: int | None = None
    role: str = "parameter"
    access: str = "rw"
    deployment: str = "push"
    concerns: str = ""
    verified: bool = True
    unit: str = ""
    channel: int | None = None
    scale: Number = 1
    minimum: Number | None = None
    maximum: Number | None = None
    strict_minimum: Number | None = None
    strict_maximum: Number | None = None
    strict_source: Source | None = None
    step: Number | None = None
    default: Value | None = None
    codes: Mapping[str, int] = field(default_factory=dict)
    bits: Mapping[str, int] = field(default_factory=dict)
    simulated: Value | None = None
    used_when: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    variant_values: Mapping[str, Value] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()

    @property
    def pushable(self) -> bool:
        """Return whether a plan may write it; everything else is a step for a person."""
        return self.register is not None and self.deployment == "push" and self.role == "parameter"

    @property
    def by_hand(self) -> bool:
        """Return whether a person enters it at the device."""
        return self.deployment == "manual" or (self.register is None and self.deployment == "push")


@dataclass(frozen=True, slots=True, kw_only=True)
class Modbus:
    """How a device type is spoken to: limits of address, blocks, functions and timing; None where nothing is stated."""

    source: Source
    address_min: int
    address_max: int
    baud_rates: tuple[int, ...]
    default_baud_rate: int
    data_bits: tuple[int, ...]
    parities: tuple[str, ...]  # empty: not stated
    stop_bits: tuple[int, ...]
    read_function: int
    write_function: int
    write_functions: tuple[int, ...]  # those a document names; the first one is used unless proven otherwise
    blocks: tuple[tuple[int, int], ...]  # first and last register of each readable block; gaps are never bridged
    read_max: int
    write_max: int
    verified: bool
    response_delay_ms: Number | None = None  # longest time the device may wait before it answers
    settle_ms: Number | None = None  # time from the answer to a write until the register reads the new value
    acknowledged_max_ms: Number | None = None  # longest time until an acknowledged write has taken effect
    line_settings_hold: str = ""  # a new address or baud rate: at-once or after-power-cycle, "" where nothing is stated
    bus_length_max_m: Number | None = None
    bus_units_max: int | None = None
    unit_load: Number | None = None
    frame_max_bytes: int | None = None
    exceptions: Mapping[int, str] = field(default_factory=dict)
    exception_kinds: Mapping[int, str] = field(default_factory=dict)  # busy, acknowledged: what a document calls so
    fingerprint: tuple[str, ...] = ()  # names of the registers that tell one unit from another
    status: str = ""  # name of the status register, "" when the type has none
    writable_states: tuple[str, ...] = ()  # codes of the status register in which settings may be written
    drives_no_motor: bool = False  # nothing turns by it, so it may be written in any state
    notes: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A place where the documents contradict themselves or leave something open, and what the tool does about it."""

    id: str
    severity: str  # H changes a setting or safety, M changes validation, L typing error
    lines: str
    statement: str
    handling: str
    document: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something only a person can do or confirm: a keypad entry, a switch, an inspection; `when`: one of OCCASIONS."""

    id: str
    text: str
    source: Source
    when: str = ""
    parameters: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A source document of a device type."""

    id: str
    title: str
    language: str
    edition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceType:
    """A device type: one YAML file, no code."""

    type: str
    kind: str  # starter, monitor, meter, sensor, supply-unit
    title: str
    maker: str
    documents: Mapping[str, Document]
    models: Mapping[str, Mapping[str, Value]]
    variants: Mapping[str, str]
    ratings: Mapping[str, Fact]
    environment: Mapping[str, Fact]
    tables: Mapping[str, Table]
    parameters: Mapping[str, Parameter]
    registers: Mapping[str, Parameter]
    modbus: Modbus | None
    steps: tuple[Step, ...]
    conflicts: Mapping[str, Conflict]

    @property
    def map(self) -> Mapping[int, Parameter]:
        """Return every register of the type by its PDU address, in ascending order."""
        every = (*self.parameters.values(), *self.registers.values())
        known = [(entry.register, entry) for entry in every if entry.register is not None]
        return dict(sorted(known, key=lambda pair: pair[0]))

    def status_name(self, raw: int) -> str:
        """Return the name of a raw status value, or `unknown (n)`."""
        entry = self.registers[self.modbus.status] if self.modbus and self.modbus.status else None
        names = {code: name for name, code in entry.codes.items()} if entry else {}
        return names.get(raw, f"unknown ({raw})")


@cache
def shipped_types() -> Mapping[str, DeviceType]:
    """Return the device types that come with plantwright, by name; raise ValueError for a broken file."""
    return load_types(resources.folder("schemas") / "devices")


def load_types(folder: Path) -> Mapping[str, DeviceType]:
    """Return the device types of a folder by name, in the order of its files.

    Raises ValueError naming the file and the first problem when one cannot be read or is not a device type.
    """
    made = [_load(path) for path in sorted(folder.glob("*.yaml"))]
    return {each.type: each for each in made}


def _load(path: Path) -> DeviceType:
    loaded = read_shipped(path)
    for problem in loaded.problems:
        raise ValueError(f"not a device type: {problem.location}: {problem.message}")
    try:
        made = device_type(loaded.root or {})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"not a device type: {path.name}: {error!r}") from error
    if made.type != path.stem:
        raise ValueError(f"not a device type: {path.name}: its type is {made.type}, not the name of the file")
    return made


def device_type(data: Mapping[str, Any]) -> DeviceType:
    """Build a device type from the plain data of its file, which must satisfy `schemas/device-type.schema.json`."""
    documents = {key: Document(id=key, **value) for key, value in data["documents"].items()}
    return DeviceType(
        type=data["type"],
        kind=data["kind"],
        title=data["title"],
        maker=data.get("maker", ""),
        documents=documents,
        models=data.get("models", {}),
        variants=data.get("variants", {}),
        ratings={name: _fact(name, entry, documents) for name, entry in data.get("ratings", {}).items()},
        environment={name: _fact(name, entry, documents) for name, entry in data.get("environment", {}).items()},
        tables={name: _table(name, entry, documents) for name, entry in data.get("tables", {}).items()},
        parameters={name: _parameter(name, entry, documents) for name, entry in data.get("parameters", {}).items()},
        registers={name: _parameter(name, entry, documents) for name, entry in data.get("registers", {}).items()},
        modbus=_modbus(data["modbus"], documents) if "modbus" in data else None,
        steps=tuple(_step(entry, documents) for entry in data.get("steps", [])),
        conflicts={key: _conflict(key, entry) for key, entry in data.get("conflicts", {}).items()},
    )


def _source(entry: Mapping[str, Any], documents: Mapping[str, Document]) -> Source:
    document = documents.get(entry["document"])
    return Source(
        document=document.title if document else str(entry["document"]),
        clause=str(entry.get("clause", "")),
        lines=str(entry.get("lines", "")),
        provenance=str(entry.get("provenance", "")),
    )


def _frozen(entry: Mapping[str, Any], documents: Mapping[str, Document]) -> dict[str, Any]:
    """Return the keyword arguments of a dataclass: sources resolved, lists made tuples, hyphens unchanged."""
    done = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    done["source"] = _source(entry["source"], documents)
    return done


def _fact(name: str, entry: Mapping[str, Any], documents: Mapping[str, Document]) -> Fact:
    return Fact(name=name, **_frozen(entry, documents))


def _table(name: str, entry: Mapping[str, Any], documents: Mapping[str, Document]) -> Table:
    rows = {str(key): tuple(cells) for key, cells in entry["rows"].items()}
    return Table(name=name, **{**_frozen(entry, documents), "rows": rows})


def _parameter(name: str, entry: Mapping[str, Any], documents: Mapping[str, Document]) -> Parameter:
    arguments = _frozen(entry, documents)
    for short, low, high in (("range", "minimum", "maximum"), ("strict_range", "strict_minimum", "strict_maximum")):
        if short in arguments:
            arguments[low], arguments[high] = arguments.pop(short)
    if "strict_source" in arguments:
        arguments["strict_source"] = _source(entry["strict_source"], documents)
    arguments["used_when"] = {key: tuple(values) for key, values in entry.get("used_when", {}).items()}
    return Parameter(name=name, **arguments)


def _modbus(entry: Mapping[str, Any], documents: Mapping[str, Document]) -> Modbus:
    arguments = _frozen(entry, documents)
    arguments["blocks"] = tuple((first, last) for first, last in entry["blocks"])
    for key in ("exceptions", "exception_kinds"):
        arguments[key] = {int(code): text for code, text in entry.get(key, {}).items()}
    return Modbus(**arguments)


def _step(entry: Mapping[str, Any], documents: Mapping[str, Document]) -> Step:
    return Step(**_frozen(entry, documents))


def _conflict(key: str, entry: Mapping[str, Any]) -> Conflict:
    return Conflict(id=key, **{**entry, "lines": str(entry["lines"]), "parameters": tuple(entry.get("parameters", []))})
