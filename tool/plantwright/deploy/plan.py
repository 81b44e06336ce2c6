"""A plan: exactly which registers would change, from what to what, and which steps are left to a person. Pure."""

import datetime
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from plantwright.deploy.typed import build
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.codec import decode, encode
from plantwright.site.catalog import CONCERNS, Parameter, Value
from plantwright.site.evidence import Evidence, Proof, proven
from plantwright.site.model import Device

FORMAT_VERSION = 2
_ID = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One register that differs: raw and engineering value before and after.

    `proven`: documents or evidence of a real unit prove its coding and the write function; `proof` says which, or what
    is missing.
    """

    parameter: str
    code: str
    title: str
    register: int
    old_raw: int
    new_raw: int
    old: Value
    new: Value
    unit: str
    proven: bool
    proof: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualStep:
    """A setting a person enters at the device.

    `reads` is what a register says of it, None when there is none; `signed` who entered this value and when, by the
    newest record of it.
    """

    parameter: str
    code: str
    title: str
    value: Value
    unit: str
    reads: Value | None = None
    signed: str = ""

    @property
    def confirmed(self) -> bool:
        """True when a register shows the wanted value already."""
        return self.reads == self.value

    @property
    def open(self) -> bool:
        """True while a person has to do it: the register shows another value, or there is none and nobody signed."""
        return not self.signed if self.reads is None else not self.confirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePlan:
    """What was read of one device and what would change on it; `writable_states`: when, () for at any time."""

    tag: str
    type: str
    bus: str
    address: int
    state: str
    fingerprint: Mapping[str, int]
    as_found: Mapping[int, int]
    writes: tuple[Write, ...]
    manual: tuple[ManualStep, ...]
    equal: int
    writable_states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A finding of the rules at the time of the plan that no waiver covers; `severity`: error, warning or info."""

    rule: str
    object: str
    severity: str
    message: str
    acknowledged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan for one site, bound to what was read; single use.

    `author` made it, by git or login name. `commit` is that of the site files, with `+changes` when they differ, empty
    outside git; `allow_dirty`: the author accepts that. `replaced` are devices the author knows to be unlike what the
    last run left. `purpose` names the command whose plan is not one from site files: readdress, learn, or restore with
    the run that it goes back from.
    """

    id: str
    created: str
    tool_version: str
    plant: str
    plant_name: str
    site: str
    site_sha256: str
    commit: str
    rehearsal: bool
    targets: Mapping[str, str]
    devices: tuple[DevicePlan, ...]
    author: str = ""
    allow_dirty: bool = False
    findings: tuple[Finding, ...] = ()
    replaced: tuple[str, ...] = ()
    purpose: str = ""

    @property
    def changes(self) -> int:
        """Return the number of registers that would be written."""
        return sum(len(device.writes) for device in self.devices)


Signed = Mapping[tuple[str, str], tuple[Value, str]]
"""Device and parameter -> the value that a person signed for last, and who and when."""


def plan_device(
    device: Device, found: Mapping[int, int], signed: Signed | None = None, evidence: Evidence | None = None
) -> DevicePlan:
    """Compare the declared parameters of a device with the raw registers read from it; factory values are left out.

    `evidence` is what was learned of its type.
    """
    known = device.type.parameters
    stated = device.parameters
    declared = sorted(
        ((known[name], stated[name]) for name in known if name in stated and known[name].deployment != "never"),
        key=lambda pair: _turn(pair[0]),
    )
    pushed = [(parameter, value) for parameter, value in declared if parameter.pushable]
    writes = tuple(
        replace(write(parameter, found, encode(parameter, value), proven(device.type, parameter, evidence)), new=value)
        for parameter, value in pushed
        if encode(parameter, value) != _at(parameter, found)
    )
    manual = tuple(
        _manual(parameter, value, found, (signed or {}).get((device.tag, parameter.name)))
        for parameter, value in declared
        if not parameter.pushable
    )
    bus = device.bus
    if bus is None:
        raise ValueError(f"{device.tag} has no bus address")
    return DevicePlan(
        tag=device.tag,
        type=device.type.type,
        bus=bus.name,
        address=bus.address,
        state=state_of(device, found),
        fingerprint=fingerprint_of(device, found),
        as_found=dict(found),
        writes=writes,
        manual=manual,
        equal=len(pushed) - len(writes),
        writable_states=device.type.modbus.writable_states if device.type.modbus else (),
    )


def _turn(parameter: Parameter) -> tuple[int, int]:
    """Return when a parameter is written: by what it concerns, then by register."""
    concern = CONCERNS.index(parameter.concerns) if parameter.concerns else len(CONCERNS)
    return concern, parameter.register or 0


def state_of(device: Device, found: Mapping[int, int]) -> str:
    """Return the name of the device's state, empty for a type without a status register."""
    modbus = device.type.modbus
    status = device.type.registers[modbus.status].register if modbus and modbus.status else None
    return device.type.status_name(found[status]) if status is not None else ""


def fingerprint_of(device: Device, found: Mapping[int, int]) -> dict[str, int]:
    """Return the raw values of the registers that tell this unit from another."""
    modbus = device.type.modbus
    known = {**device.type.parameters, **device.type.registers}
    names = modbus.fingerprint if modbus else ()
    return {name: found[register] for name in names if (register := known[name].register) is not None}


def _at(parameter: Parameter, found: Mapping[int, int]) -> int:
    if parameter.register is None or parameter.register not in found:
        raise ValueError(f"{parameter.name} was not read")
    return found[parameter.register]


def write(parameter: Parameter, found: Mapping[int, int], raw: int, proof: Proof) -> Write:
    """Return the write of a raw value over what was found; raise ValueError when the register was not read."""
    old = _at(parameter, found)
    return Write(
        parameter=parameter.name,
        code=parameter.code,
        title=parameter.title,
        register=parameter.register or 0,
        old_raw=old,
        new_raw=raw,
        old=decode(parameter, old),
        new=decode(parameter, raw),
        unit=parameter.unit,
        proven=proof.proven,
        proof=proof.by,
    )


def _manual(
    parameter: Parameter, value: Value, found: Mapping[int, int], signed: tuple[Value, str] | None
) -> ManualStep:
    raw = None if parameter.register is None else found.get(parameter.register)
    reads = None if raw is None else decode(parameter, raw)
    entered, who = signed or (None, "")
    return ManualStep(
        parameter=parameter.name,
        code=parameter.code,
        title=parameter.title,
        value=value,
        unit=parameter.unit,
        reads=reads,
        signed=who if entered == value else "",
    )


def to_json(plan: Plan) -> str:
    """Return a plan as JSON text; registers are written as hexadecimal, and a hash over the content is added."""
    data = asdict(plan)
    for device in data["devices"]:
        device["as_found"] = {f"0x{register:04X}": raw for register, raw in device["as_found"].items()}
        for write in device["writes"]:
            write["register"] = f"0x{write['register']:04X}"
    content = {"format_version": FORMAT_VERSION, **data}
    return json.dumps({**content, "sha256": digest(content)}, ensure_ascii=False, indent=2) + "\n"


def digest(content: Mapping[str, Any]) -> str:
    """Return the hash of a plan's content without the hash itself."""
    kept = {key: value for key, value in content.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(kept, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def from_json(text: str, name: str) -> Plan:
    """Read a plan back; raise Stop naming the file when it is not one, was altered, or is of another version."""
    try:
        data = json.loads(text)
        version, seal = data["format_version"], data.pop("sha256")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Stop(ExitCode.USAGE, f"{name} is not a plan", "make one: `plantwright plan SITE -o FILE`") from error
    if version != FORMAT_VERSION:
        raise Stop(
            ExitCode.REFUSED, f"{name} has plan format {version}; this plantwright reads {FORMAT_VERSION}", "plan again"
        )
    if seal != digest(data):
        raise Stop(ExitCode.REFUSED, f"{name} was altered after it was made", "plan again; a plan is never edited")
    try:
        return _plan(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Stop(ExitCode.REFUSED, f"{name} does not hold a whole plan: {error}", "plan again") from error


def _plan(data: dict[str, Any]) -> Plan:
    content = {key: value for key, value in data.items() if key != "format_version"}
    parts = {
        "devices": tuple(_device(entry) for entry in data["devices"]),
        "findings": tuple(build(Finding, entry) for entry in data["findings"]),
        "replaced": tuple(data["replaced"]),
    }
    plan = build(Plan, {**content, **parts})
    if not _ID.fullmatch(plan.id):
        raise ValueError(f"the plan's id cannot be {plan.id!r:.60}")
    datetime.datetime.fromisoformat(plan.created)
    return plan


def _device(entry: Mapping[str, Any]) -> DevicePlan:
    return build(
        DevicePlan,
        {
            **entry,
            "as_found": {int(register, 16): raw for register, raw in entry["as_found"].items()},
            "writes": tuple(
                build(Write, {**write, "register": int(write["register"], 16)}) for write in entry["writes"]
            ),
            "manual": tuple(build(ManualStep, step) for step in entry["manual"]),
            "writable_states": tuple(entry["writable_states"]),
        },
    )
