"""Learning a device type on one unit: what its keypad shows against what its registers hold. Reads, never writes."""

import dataclasses
import difflib
import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

from plantwright.deploy import durable, journal, lock
from plantwright.deploy.guards import refuse
from plantwright.deploy.outcome import Applied, Result
from plantwright.deploy.plan import DevicePlan, Plan, fingerprint_of, state_of, write
from plantwright.deploy.reading import connect, read_device
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.codec import raw_allowed
from plantwright.modbus.endpoint import Endpoint
from plantwright.site.catalog import DeviceType, Parameter, Value
from plantwright.site.evidence import SECTION, Evidence, Pair, Proof, WriteProof, proven, proven_coding
from plantwright.site.model import Device, Site
from plantwright.site.source import dump

PURPOSE = "learn"
_AT_THE_KEYPAD = ("parameter", "address", "baud")
_ABOUT = "What was learned on units, written by `plantwright learn`. A pair that was mistyped may be taken out."


class Unit(NamedTuple):
    """The unit that is learned from, how it is reached, and who stands at it."""

    device: Device
    endpoint: Endpoint
    rehearsal: bool
    person: str
    serial: str = ""

    @property
    def kind(self) -> DeviceType:
        """Return its device type."""
        return self.device.type


class Shown(NamedTuple):
    """What a person says that the keypad shows of a parameter."""

    parameter: Parameter
    value: Value


def unit_of(site: Site, type_name: str, tag: str) -> Device:
    """Return the device that a type is learned from; raise Stop when it is none of that type on a bus."""
    of_type = [each for each in site.devices() if each.type.type == type_name and each.bus and each.type.modbus]
    device = next((each for each in of_type if each.tag == tag), None)
    if device is None:
        there = ", ".join(each.tag for each in of_type)
        hint = (
            f"devices of the type: {there}"
            if there
            else "types on a bus: "
            + ", ".join(sorted({each.type.type for each in site.devices() if each.bus and each.type.modbus}))
        )
        raise Stop(ExitCode.USAGE, f"there is no device {tag} of type {type_name} on a bus of this site", hint)
    return device


def learnable(kind: DeviceType) -> tuple[Parameter, ...]:
    """Return what a person can set at the keypad and a register shows, in the order of the device type."""
    return tuple(
        each
        for each in kind.parameters.values()
        if each.register is not None and "r" in each.access and each.role in _AT_THE_KEYPAD
    )


def chosen(kind: DeviceType, names: Sequence[str]) -> tuple[Parameter, ...]:
    """Return the parameters named, all that no document proves when none is; raise Stop for one without a register."""
    there = {each.name: each for each in learnable(kind)}
    named = tuple(_known(kind, there, name) for name in names)
    return named or tuple(each for each in there.values() if not each.verified)


def _known(kind: DeviceType, known: dict[str, Parameter], name: str) -> Parameter:
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
    raise Stop(ExitCode.USAGE, f"type {kind.type} has no register to read `{name}` that a person can set", hint)


def shown_in(kind: DeviceType, text: str) -> Shown:
    """Return what a text `parameter=shown` says; raise Stop when it cannot be understood."""
    name, equals, value = text.partition("=")
    if not equals:
        raise Stop(ExitCode.USAGE, f"`{text}` is not parameter=shown", "for example --pair current_limit_percent=300")
    (parameter,) = chosen(kind, [name.strip()])
    return Shown(parameter, parse(parameter, value))


def shown_in_json(kind: DeviceType, text: str) -> list[Shown]:
    """Return what a JSON list of maps with `parameter` and `shown` says; raise Stop when it cannot be understood."""
    try:
        entries = json.loads(text)
        pairs = [(entry["parameter"], entry["shown"]) for entry in entries]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Stop(
            ExitCode.USAGE,
            f"stdin holds no list of pairs: {error}",
            'write for example [{"parameter": "current_limit_percent", "shown": 300}]',
        ) from error
    return [shown_in(kind, f"{name}={_plain(shown)}") for name, shown in pairs]


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def parse(parameter: Parameter, text: str) -> Value:
    """Return what a keypad shows as a value: a number with or without its unit, or a name; raise Stop."""
    typed = " ".join(text.split())
    if parameter.kind in ("integer", "number"):
        return _number(parameter, typed)
    names = {"true": True, "false": False} if parameter.kind == "boolean" else {each: each for each in parameter.codes}
    if typed not in names:
        near = difflib.get_close_matches(typed, names, n=1)
        hint = f"did you mean {near[0]}?" if near else "its names are " + ", ".join(map(str, names))
        raise Stop(ExitCode.USAGE, f"`{typed}` is no value of {parameter.name}", hint)
    return names[typed]


def _number(parameter: Parameter, typed: str) -> Value:
    try:
        number = Decimal(typed.removesuffix(parameter.unit).strip())
    except InvalidOperation as error:
        example = f"{parameter.default or 1} {parameter.unit}".rstrip()
        raise Stop(
            ExitCode.USAGE, f"`{typed}` is no number of {parameter.name}", f"write it like {example}, with a point"
        ) from error
    if not number.is_finite() or abs(number) > 1_000_000:
        raise Stop(ExitCode.USAGE, f"`{typed}` is no value of {parameter.name}", "type what the keypad shows")
    return int(number) if number == number.to_integral_value() else float(number)


def look(unit: Unit, shown: Sequence[Shown]) -> tuple[Pair, ...]:
    """Read the unit whole, twice in different shapes, and return each thing shown with what its register holds."""
    device = unit.device
    bus = device.bus.name if device.bus else ""
    address = device.bus.address if device.bus else 0
    with lock.held(unit.endpoint.name), connect(bus, unit.endpoint, {address: device.type}) as reader:
        found = read_device(reader, device)
    return tuple(
        Pair(
            parameter=parameter.name, shown=value, unit=parameter.unit, raw=found[parameter.register or 0],
            fingerprint=fingerprint_of(device, found), **_who(unit),
        )
        for parameter, value in shown
    )  # fmt: skip


def _who(unit: Unit) -> dict[str, Any]:
    return {"device": unit.device.tag, "person": unit.person, "at": journal.now(), "rehearsal": unit.rehearsal,
            "serial": unit.serial}  # fmt: skip


def judged(unit: Unit, parameter: Parameter, evidence: Evidence) -> Proof:
    """Return what the pairs say of a parameter, those of a rehearsal when the unit is a simulator."""
    return proven_coding(parameter, evidence.of(parameter.name, unit.rehearsal))


def known(site: Site, kind: DeviceType, path: Path) -> Evidence:
    """Return what was learned of a type so far; raise Stop when its file cannot be used, as nothing is to be lost."""
    if path.exists() and kind.type not in site.evidence:
        raise Stop(ExitCode.USAGE, f"{path} cannot be used", "`plantwright check SITE` says why; mend or move it")
    return site.evidence.get(kind.type, Evidence(type=kind.type))


def place(folder: Path, kind: DeviceType) -> Path:
    """Return the file with the evidence of a type, beside the site files in a folder."""
    return folder / SECTION / f"{kind.type}.yaml"


def store(path: Path, evidence: Evidence) -> None:
    """Write evidence durably; raise Stop when storage does not hold it."""
    durable.make_folder(path.parent)
    sections = {"pairs": list(map(_kept, evidence.pairs)), "writes": list(map(_kept, evidence.writes))}
    content = {name: entries for name, entries in sections.items() if entries}
    durable.write(path, dump({"format": 1, "type": evidence.type, **content}, _ABOUT).encode())


def _kept(entry: Pair | WriteProof) -> dict[str, Any]:
    """Return an entry as plain data, without what is empty, or false where that is the default."""
    data = dataclasses.asdict(entry)
    return {key: value for key, value in data.items() if key == "shown" or (value is not False and value != "")}


def planned_write(unit: Unit, parameter: Parameter, evidence: Evidence) -> DevicePlan:
    """Return the plan to write what a register holds already; raise Stop when it is none that a plan may write."""
    if not parameter.pushable:
        raise refuse(f"{parameter.name} is not a setting that a plan may write", "choose another parameter")
    device, kind = unit.device, unit.kind
    bus, address = (device.bus.name, device.bus.address) if device.bus else ("", 0)
    with lock.held(unit.endpoint.name), connect(bus, unit.endpoint, {address: kind}) as reader:
        found = read_device(reader, device)
    raw = found[parameter.register or 0]
    if not raw_allowed(parameter, raw):
        raise refuse(f"{parameter.name} holds raw {raw}, which type {kind.type} does not allow", "choose another one")
    return DevicePlan(
        tag=device.tag, type=kind.type, bus=bus, address=address, state=state_of(device, found),
        fingerprint=fingerprint_of(device, found), as_found=dict(found), manual=(), equal=1,
        writes=(write(parameter, found, raw, proven(kind, parameter, evidence)),),
        writable_states=kind.modbus.writable_states if kind.modbus else (),
    )  # fmt: skip


def proof_of(unit: Unit, plan: Plan, applied: Applied) -> WriteProof | None:
    """Return what a write proves: acknowledged in every field and read back; None when it proves nothing."""
    outcome, device = next(iter(applied.outcomes), None), plan.devices[0]
    if outcome is None or outcome.result is not Result.VERIFIED or outcome.reason or applied.side_effects:
        return None
    return WriteProof(
        parameter=outcome.write.parameter, raw=outcome.write.new_raw, run=plan.id, fingerprint=device.fingerprint,
        function=unit.kind.modbus.write_function if unit.kind.modbus else 0, **_who(unit),
    )  # fmt: skip
