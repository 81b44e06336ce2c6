"""A plan: exactly which registers would change, from what to what, and which steps are left to a person. Pure."""

import datetime
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from plantwright.deploy.typed import build
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.codec import decode, encode
from plantwright.site.catalog import Parameter, Value
from plantwright.site.model import Device

FORMAT_VERSION = 1
_ID = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One register that differs: raw and engineering value before and after. `proven`: a document proves its coding."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualStep:
    """A setting a person enters at the device; `reads` is what a register says of it, None when there is none."""

    parameter: str
    code: str
    title: str
    value: Value
    unit: str
    reads: Value | None = None

    @property
    def confirmed(self) -> bool:
        """True when a register shows the wanted value already."""
        return self.reads == self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class DevicePlan:
    """What was read of one device and what would change on it."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan for one site, bound to what was read; single use."""

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

    @property
    def changes(self) -> int:
        """Return the number of registers that would be written."""
        return sum(len(device.writes) for device in self.devices)


def plan_device(device: Device, found: Mapping[int, int]) -> DevicePlan:
    """Compare the declared parameters of a device with the raw registers read from it; factory values are left out."""
    known = device.type.parameters
    declared = [(known[name], value) for name, value in device.parameters.items() if known[name].deployment != "never"]
    pushed = [(parameter, value) for parameter, value in declared if pushable(parameter)]
    writes = tuple(
        _write(parameter, value, found)
        for parameter, value in pushed
        if encode(parameter, value) != _at(parameter, found)
    )
    manual = tuple(_manual(parameter, value, found) for parameter, value in declared if not pushable(parameter))
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
    )


def pushable(parameter: Parameter) -> bool:
    """Return whether a plan may write a parameter; everything else is a step for a person."""
    return parameter.register is not None and parameter.deployment == "push" and parameter.role == "parameter"


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


def _write(parameter: Parameter, value: Value, found: Mapping[int, int]) -> Write:
    old = _at(parameter, found)
    return Write(
        parameter=parameter.name,
        code=parameter.code,
        title=parameter.title,
        register=parameter.register or 0,
        old_raw=old,
        new_raw=encode(parameter, value),
        old=decode(parameter, old),
        new=value,
        unit=parameter.unit,
        proven=parameter.verified,
    )


def _manual(parameter: Parameter, value: Value, found: Mapping[int, int]) -> ManualStep:
    raw = None if parameter.register is None else found.get(parameter.register)
    reads = None if raw is None else decode(parameter, raw)
    return ManualStep(
        parameter=parameter.name,
        code=parameter.code,
        title=parameter.title,
        value=value,
        unit=parameter.unit,
        reads=reads,
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
    plan = build(Plan, {**content, "devices": tuple(_device(entry) for entry in data["devices"])})
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
        },
    )
