"""Another address or baud rate for one device that is alone on its bus: written once, proven at the new setting."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from plantwright.deploy import journal as journals
from plantwright.deploy import lock
from plantwright.deploy.apply import facts_of, hexadecimal
from plantwright.deploy.guards import guard_device, refuse
from plantwright.deploy.journal import Journal
from plantwright.deploy.outcome import Applied, Outcome, Result
from plantwright.deploy.plan import DevicePlan, Plan, Write, fingerprint_of, state_of, to_json, write
from plantwright.deploy.reading import Progress, address_of, cannot_talk, connect, read_device
from plantwright.deploy.session import begun
from plantwright.deploy.writing import classify
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.answers import DeviceRefusal, LineError, NoAnswer, OnlyEcho
from plantwright.modbus.codec import CodecError, decode, encode, raw_allowed
from plantwright.modbus.endpoint import Endpoint
from plantwright.modbus.line import CannotOpen, Reader, open_line_setter
from plantwright.site.catalog import DeviceType, Parameter
from plantwright.site.evidence import Evidence, proven
from plantwright.site.model import Device, Site

PURPOSE = "readdress"
NOBODY = 11
"""The exception by which a gateway says that no device answered it (MODBUS Application Protocol V1.1b3, clause 7)."""

Ask = Callable[[], bool]
"""Asks a person to switch the device off and on; returns whether somebody says it was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to become of a device: the register, and how it is reached before and after; `device` is as before."""

    device: Device
    parameter: Parameter
    raw: int
    before: Endpoint
    after: Endpoint
    address: int
    others: tuple[int, ...]

    @property
    def moved(self) -> Device:
        """Return the device at its new address."""
        return at_address(self.device, self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a device was found to be at one setting of its line; `registers` is empty when it is not there."""

    registers: Mapping[int, int]
    reason: str = ""


def change_of(
    site: Site, tag: str, targets: Mapping[str, Endpoint], *, address: int | None, baud: int | None, now: int | None
) -> Change:
    """Return the change of address or baud rate that is asked for; `now` is the address when it is not the site's.

    Raise Stop when the device has no register for it, or when the new setting cannot be.
    """
    device = _device(site, tag, now)
    role, value = ("address", address) if baud is None else ("baud", baud)
    parameter, raw = _register(device.type, role, value or 0)
    bus = device.bus.name if device.bus else ""
    before = targets[bus]
    if role == "baud" and before.kind == "tcp":
        raise refuse(f"bus {bus} is behind a gateway, which has a baud rate of its own",
                     "set both by hand, the device first")  # fmt: skip
    aim = address_of(device) if address is None else address
    if (aim, baud or before.baud_rate) == (address_of(device), before.baud_rate):
        raise Stop(ExitCode.USAGE, f"{tag} is to have that {role} already", "name another one; --from says what it has")
    near = [each for each in site.devices() if each.bus and targets[each.bus.name].name == before.name]
    taken = {address_of(each): each.tag for each in near if each.tag != tag}
    if aim in taken:
        raise refuse(f"address {aim} on bus {bus} is that of {taken[aim]}", "choose a free address")
    others = ({aim} | set(taken) | _factory_addresses(near)) - {address_of(device)}
    return Change(
        device=device, parameter=parameter, raw=raw, before=before, address=aim, others=tuple(sorted(others)),
        after=before if baud is None else replace(before, baud_rate=baud),
    )  # fmt: skip


def _factory_addresses(devices: Iterable[Device]) -> set[int]:
    """Return the addresses with which units of the types on a line leave the factory."""
    entries = (_entry(each.type, "address") for each in devices)
    return {each.default for each in entries if each and isinstance(each.default, int)}


def at_address(device: Device, address: int) -> Device:
    """Return a device as if it had another address."""
    return replace(device, bus=replace(device.bus, address=address)) if device.bus else device


def _device(site: Site, tag: str, now: int | None) -> Device:
    device = next((each for each in site.devices() if each.tag == tag), None)
    if device is None or device.bus is None or device.type.modbus is None:
        on_bus = ", ".join(each.tag for each in site.devices() if each.bus and each.type.modbus)
        raise Stop(ExitCode.USAGE, f"there is no device {tag} with a bus address in this site", f"devices: {on_bus}")
    return device if now is None else at_address(device, now)


def _entry(kind: DeviceType, role: str) -> Parameter | None:
    every = (*kind.parameters.values(), *kind.registers.values())
    return next((each for each in every if each.role == role and each.register is not None), None)


def _register(kind: DeviceType, role: str, value: int) -> tuple[Parameter, int]:
    """Return the register of a role and the raw form of its new value; raise Stop when the device does not take it."""
    entry = _entry(kind, role)
    if entry is None or entry.access != "rw":
        by_hand = next((step.text for step in kind.steps if role in step.text.lower()), "see its manual")
        raise refuse(f"type {kind.type} has no register by which its {role} can be written", by_hand)
    try:
        raw = encode(entry, value)
    except CodecError as error:
        raise Stop(ExitCode.USAGE, str(error), "choose one of them") from error
    least, most = (kind.modbus.address_min, kind.modbus.address_max) if kind.modbus else (1, 247)
    if not raw_allowed(entry, raw) or (role == "address" and not least <= value <= most):
        raise Stop(ExitCode.USAGE, f"type {kind.type} cannot have {role} {value}", f"addresses are {least} to {most}")
    return entry, raw


def guard_proven(change: Change, evidence: Evidence | None) -> None:
    """Raise Stop when nothing proves how the register of a real device is coded and written."""
    found = proven(change.device.type, change.parameter, evidence)
    if not found.proven:
        kind = change.device.type.type
        raise refuse(
            f"the coding of {change.parameter.code} {change.parameter.name} is not proven: {found.by}",
            f"prove it on a unit: `plantwright learn {kind} --site SITE --device {change.device.tag} --parameter "
            f"{change.parameter.name}`; or set it at the device",
            "proof",
        )


def planned(change: Change, evidence: Evidence | None, progress: Progress) -> DevicePlan:
    """Read the device, and listen at the other addresses of its bus; raise Stop unless it alone answers."""
    device = change.device
    unit = address_of(device)
    bus = device.bus.name if device.bus else ""
    with lock.held(change.before.name):
        with connect(bus, change.before, {unit: device.type}) as reader:
            progress(f"reading {device.tag} on {bus}, address {unit}")
            found = read_device(reader, device)
        with connect(bus, change.before, stopping=lambda: True) as reader:
            for other in change.others:
                progress(f"listening at address {other}")
                _guard_silent(reader, bus, other)
    modbus = device.type.modbus
    return DevicePlan(
        tag=device.tag, type=device.type.type, bus=bus, address=unit, state=state_of(device, found),
        fingerprint=fingerprint_of(device, found), as_found=dict(found), manual=(), equal=0,
        writes=(write(change.parameter, found, change.raw, proven(device.type, change.parameter, evidence)),),
        writable_states=modbus.writable_states if modbus else (),
    )  # fmt: skip


def _guard_silent(reader: Reader, bus: str, address: int) -> None:
    """Raise Stop unless nothing comes back from an address but what the adapter itself gives back."""
    try:
        reader.read(address, 0, 1)
        reason = "it answers"
    except (NoAnswer, OnlyEcho):
        return
    except CannotOpen as error:
        raise cannot_talk(bus, reader.endpoint, error) from error
    except LineError as error:
        if isinstance(error, DeviceRefusal) and error.code == NOBODY:
            return
        reason = str(error)
    raise refuse(
        f"something is on the line at address {address}: {reason}",
        "disconnect every other device from the bus; an address is written to a device alone",
        "alone",
    )


def readdress(
    change: Change, plan: Plan, folder: Path, operator: str, progress: Progress, power: Ask, stopped: Callable[[], bool]
) -> tuple[Path, Applied]:
    """Write the one register of a plan, once, under a journal of its own; return the run's folder and what came of it.

    Raise Stop only while nothing was written.
    """
    with begun(plan, to_json(plan), folder, operator) as journal, lock.held(change.before.name):
        try:
            outcome, recorded = _written(change, plan.devices[0], journal, progress, power, stopped)
        except Stop as stop:
            journal.append("end", result=stop.code.name.lower(), stopped=stop.message, interrupted=False)
            raise
        applied = Applied(
            outcomes=(outcome,), side_effects=(), interrupted=False, unrecorded=not recorded, durable=recorded,
            stopped="" if outcome.result is Result.VERIFIED else f"{outcome.device}: {outcome.reason}",
        )  # fmt: skip
        return journal.folder, applied if _ended(journal, applied) else replace(applied, durable=False)


def _written(
    change: Change, to_do: DevicePlan, journal: Journal, progress: Progress, power: Ask, stopped: Callable[[], bool]
) -> tuple[Outcome, bool]:
    """Check the device, announce the write, send it, and prove it; return the outcome and whether it is recorded."""
    aim = to_do.writes[0]
    try:
        setter = open_line_setter(change.before, to_do.address, change.device.type)
    except LineError as error:
        raise cannot_talk(to_do.bus, change.before, error) from error
    with setter as line:
        _check(change, to_do, journal, line)
        if stopped():
            raise Stop(ExitCode.INTERRUPTED, "interrupted; nothing was written", "")
        where = {"device": to_do.tag, "bus": to_do.bus, "address": to_do.address}
        journal.append("intent", **where, **facts_of(aim))
        trouble: LineError | None = None
        try:
            line.write(to_do.address, aim.register, aim.new_raw)
        except LineError as error:
            trouble = error
        except KeyboardInterrupt:
            trouble = NoAnswer("interrupted while it was sent")
    outcome = _proven(change, to_do, aim, trouble, journal, progress, power)
    return outcome, _settled(journal, outcome, progress)


def _check(change: Change, to_do: DevicePlan, journal: Journal, line: Reader) -> None:
    """Read the device once more, save it durably as found, and pass the guards of any write."""
    found = read_device(line, change.device)
    fingerprint, state = fingerprint_of(change.device, found), state_of(change.device, found)
    journal.append(
        "as-found", device=to_do.tag, type=to_do.type, bus=to_do.bus, address=to_do.address, state=state,
        fingerprint=fingerprint, registers=hexadecimal(found), planned=[facts_of(each) for each in to_do.writes],
    )  # fmt: skip
    guard_device(to_do, change.device.type, found, fingerprint, state)


def _proven(
    change: Change, to_do: DevicePlan, aim: Write, trouble: LineError | None, journal: Journal, progress: Progress,
    power: Ask,
) -> Outcome:  # fmt: skip
    """Say what became of the write by looking for the device; without an answer anywhere it is unknown."""
    if trouble and not trouble.sent:
        return Outcome(device=to_do.tag, write=aim, result=Result.NOT_SENT, reason=str(trouble))
    try:
        found = _found(change, to_do, aim, trouble, journal, progress, power)
        _as_left(change, to_do, aim, journal, found)
    except KeyboardInterrupt:
        return Outcome(device=to_do.tag, write=aim, result=Result.UNKNOWN, reason="interrupted before it was found")
    except Stop as stop:
        return Outcome(device=to_do.tag, write=aim, result=Result.UNKNOWN, reason=stop.message)
    return _judged(change, to_do, aim, trouble, *found)


def _found(
    change: Change, to_do: DevicePlan, aim: Write, trouble: LineError | None, journal: Journal, progress: Progress,
    power: Ask,
) -> tuple[Look, Look]:  # fmt: skip
    """Look for the device; when it is not settled where it is, have it switched off and on, and look again."""
    modbus = change.device.type.modbus
    hold = modbus.line_settings_hold if modbus else ""
    refused = isinstance(trouble, DeviceRefusal)
    cycled = hold == "after-power-cycle" and not refused and power()
    at_new, at_old = _looked(change, to_do, aim, journal, progress)
    settled = _raw(at_new, aim) == aim.new_raw or _raw(at_old, aim) == aim.old_raw
    if settled or cycled or hold == "at-once" or refused or not power():
        return at_new, at_old
    return _looked(change, to_do, aim, journal, progress)


def _looked(change: Change, to_do: DevicePlan, aim: Write, journal: Journal, progress: Progress) -> tuple[Look, Look]:
    """Look for the device at its new setting, and at the old one when it is not there; both go to the journal."""
    found: list[Look] = []
    for name, endpoint, device in (
        ("new", change.after, change.moved), ("old", change.before, change.device),
    ):  # fmt: skip
        if found and _raw(found[0], aim) == aim.new_raw:
            return found[0], Look(registers={}, reason="not looked for")
        where = f"address {address_of(device)}, {endpoint.baud_rate} Bd"
        progress(f"looking for {to_do.tag} at the {name} setting: {where}")
        look = _look(endpoint, device, to_do)
        seen = look.reason or f"it is there, {aim.parameter} reads raw {_raw(look, aim)}"
        journal.append("note", device=to_do.tag, text=f"at the {name} setting, {where}: {seen}")
        found.append(look)
    return found[0], found[1]


def _look(endpoint: Endpoint, device: Device, to_do: DevicePlan) -> Look:
    """Read a device whole on a line opened anew; another unit there is as good as none."""
    try:
        with connect(to_do.bus, endpoint, {address_of(device): device.type}) as reader:
            registers = read_device(reader, device)
    except Stop as stop:
        return Look(registers={}, reason=stop.message.removesuffix("; nothing was written"))
    if fingerprint_of(device, registers) != dict(to_do.fingerprint):
        return Look(registers={}, reason="another unit answers there")
    return Look(registers=registers)


def _raw(look: Look, aim: Write) -> int | None:
    return look.registers.get(aim.register)


def _as_left(change: Change, to_do: DevicePlan, aim: Write, journal: Journal, found: tuple[Look, Look]) -> None:
    left = next((each.registers for each in found if each.registers), None)
    if left:
        state = state_of(change.device, left)
        journal.append("as-left", device=to_do.tag, state=state, registers=hexadecimal(left))


def _judged(
    change: Change, to_do: DevicePlan, aim: Write, trouble: LineError | None, at_new: Look, at_old: Look
) -> Outcome:
    kind, raw = change.device.type, _raw(at_old, aim)
    reads = decode(change.parameter, raw) if raw is not None else None
    if _raw(at_new, aim) == aim.new_raw:
        reads, result, reason = aim.new, Result.VERIFIED, f"not acknowledged: {trouble}" if trouble else ""
    elif raw is None and at_new.registers:
        result, reads = Result.UNKNOWN, decode(change.parameter, at_new.registers[aim.register])
        reason = f"it answers at the new setting, but {_holds(at_new, aim)}; at the old one: {at_old.reason}"
    elif raw is None:
        result = Result.UNKNOWN
        reason = f"it is found neither at the new setting ({at_new.reason}) nor at the old one ({at_old.reason})"
    elif raw == aim.new_raw:
        result = Result.WRITTEN
        reason = "the register holds it, and the device still answers at the old setting: switch it off and on"
    else:
        result, reason = classify(aim, raw, trouble, kind, change.before.delivers_late)
    return Outcome(device=to_do.tag, write=aim, result=result, reads=reads, reason=reason)


def _holds(look: Look, aim: Write) -> str:
    """Return what the register of a write holds that is not its new value."""
    held = "still holds the old value" if _raw(look, aim) == aim.old_raw else "holds neither the old value nor the new"
    return f"{aim.parameter} {held}: raw {_raw(look, aim)}"


def _settled(journal: Journal, outcome: Outcome, progress: Progress) -> bool:
    """Record the outcome; keep a copy elsewhere when the journal does not take it, and return False."""
    aim = outcome.write
    facts = {"device": outcome.device, "parameter": aim.parameter, "register": f"0x{aim.register:04X}",
             "result": str(outcome.result), "reads": outcome.reads, "reason": outcome.reason}  # fmt: skip
    try:
        journal.append("outcome", **facts)
    except Stop as stop:
        copy = journals.emergency_copy(journal.folder.name, {"kind": "outcome", "at": journals.now(), **facts})
        progress(f"{stop.message}; {outcome.result}{f', a copy is in {copy}' if copy else ''}")
        return False
    return True


def _ended(journal: Journal, applied: Applied) -> bool:
    try:
        journal.append("end", result=applied.code.name.lower(), stopped=applied.stopped, interrupted=False)
    except Stop:
        return False
    return True


def next_steps(change: Change, site: Site) -> Iterator[str]:
    """Yield what has to be changed in the site files, so that they say how the device is reached now."""
    stated = next((each for each in site.devices() if each.tag == change.device.tag), change.device)
    if address_of(stated) != change.address:
        yield f"write `address: {change.address}` under `bus:` of {stated.tag}"
    if change.after.baud_rate != change.before.baud_rate:
        yield f"write `baud_rate: {change.after.baud_rate}` for the bus, once all its devices have it"
