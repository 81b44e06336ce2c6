"""Apply a plan: check everything, save what was found, then one register at a time, each proved by reading it back."""

import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace

from plantwright.deploy import durable, journal, lock
from plantwright.deploy.buses import Connection, Owners, Stopping, connections, one_at_a_time
from plantwright.deploy.guards import guard_device, guard_state, refuse
from plantwright.deploy.journal import Journal
from plantwright.deploy.outcome import Applied, Outcome, Result, SideEffect
from plantwright.deploy.plan import DevicePlan, Plan, Write, fingerprint_of, state_of, to_json
from plantwright.deploy.reading import Progress, cannot_talk, read_device
from plantwright.deploy.restore import reverse
from plantwright.deploy.writing import read_one, write_register
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.answers import LineError
from plantwright.modbus.codec import decode
from plantwright.modbus.line import Endpoint, Writer, open_writer
from plantwright.site.catalog import VOLATILE_ROLES, DeviceType
from plantwright.site.model import Device, Site

REVERSE = "reverse-plan.json"
"""The plan back, saved in the run's folder before the first write."""


@dataclass(slots=True, kw_only=True)
class _Run:
    """What the threads of one run share; the first reason to stop holds for all of them."""

    plan: Plan
    site: Site
    journal: Journal
    progress: Progress
    interrupted: Callable[[], bool]
    lines: dict[str, Writer] = field(default_factory=dict)
    found: dict[str, Mapping[int, int]] = field(default_factory=dict)
    outcomes: dict[tuple[str, int], Outcome] = field(default_factory=dict)
    effects: list[SideEffect] = field(default_factory=list)
    open: dict[tuple[str, int], str] = field(default_factory=dict)
    stopped: str = ""
    broken_off: bool = False
    durable: bool = True
    turn: threading.Lock = field(default_factory=threading.Lock)

    def stop(self, reason: str) -> None:
        """Let no bus send another frame."""
        with self.turn:
            self.stopped = self.stopped or reason

    def record(self, kind: str, **facts: object) -> bool:
        """Append to the journal; when it cannot, stop, and return False."""
        try:
            self.journal.append(kind, **facts)
        except Stop as stop:
            self.durable = False
            self.stop(stop.message)
            return False
        return True


def apply(
    plan: Plan,
    site: Site,
    targets: Mapping[str, Endpoint],
    journal: Journal,
    progress: Progress,
    interrupted: Callable[[], bool],
) -> Applied:
    """Write a plan that has passed its guards; raise Stop only while nothing was written, or for an open register.

    The buses are written at the same time, one register after the other on each. `interrupted` is asked before each
    register; when it says yes, the run ends after the registers under way. KeyboardInterrupt ends it without read-back.
    """
    run = _Run(plan=plan, site=site, journal=journal, progress=one_at_a_time(progress), interrupted=interrupted)
    with ExitStack() as lines:
        try:
            _in_threads(run, connections(site, targets, (planned.bus for planned in plan.devices)), lines)
        except KeyboardInterrupt:
            if not run.outcomes:
                raise
        except Stop as stop:
            run.record("end", result=stop.code.name.lower(), stopped=stop.message, interrupted=False)
            raise
        except BaseException as error:
            if not run.open:
                raise
            raise _left_open(run, error) from error
        return _applied(run)


def _in_threads(run: _Run, buses: list[Connection], lines: ExitStack) -> None:
    """Check every device before the first is written; each connection keeps its own thread."""
    stacks = {bus: lines.enter_context(ExitStack()) for bus in buses}
    with Owners(buses) as owners:
        try:
            owners.each(lambda bus, stopping: _check_bus(run, bus, stopping, stacks[bus]))
            durable.write(run.journal.folder / REVERSE, to_json(reverse(run.plan, run.found)).encode())
            owners.each(lambda bus, stopping: _write_bus(run, bus, stopping))
            owners.each(lambda bus, _: _look_at_bus(run, bus))
        except KeyboardInterrupt:
            run.broken_off = True
            run.stop("interrupted")
            run.record("interrupted", open=sorted(run.open.values()))
            raise


def _applied(run: _Run) -> Applied:
    outcomes = tuple(
        run.outcomes.get((planned.tag, write.register)) or _not_sent(planned, write, run.stopped)
        for planned in run.plan.devices
        for write in planned.writes
    )
    order = [planned.tag for planned in run.plan.devices]
    applied = Applied(
        outcomes=outcomes,
        side_effects=tuple(sorted(run.effects, key=lambda effect: (order.index(effect.device), effect.register))),
        interrupted=run.interrupted() or run.broken_off,
        stopped=run.stopped,
        durable=run.durable,
        unrecorded=len(run.open),
    )
    if run.record("end", result=applied.code.name.lower(), stopped=run.stopped, interrupted=applied.interrupted):
        return applied
    return replace(applied, durable=False, stopped=run.stopped)


def _left_open(run: _Run, error: BaseException) -> Stop:
    """Return the stop for a fault of the program between a frame and its record."""
    return Stop(
        ExitCode.UNKNOWN,
        f"{type(error).__name__} while writing {', '.join(sorted(run.open.values()))}: the outcome is unknown",
        f"plantwright resolve {run.journal.folder}",
    )


def _of(run: _Run, bus: Connection) -> list[DevicePlan]:
    return [planned for planned in run.plan.devices if planned.bus in bus.buses]


def _check_bus(run: _Run, bus: Connection, stopping: Stopping, stack: ExitStack) -> None:
    """Open a bus and check its devices."""
    stack.enter_context(lock.held(bus.endpoint.name))
    types = {planned.address: _device(run.site, planned).type for planned in _of(run, bus)}
    try:
        line = stack.enter_context(open_writer(bus.endpoint, types))
    except LineError as error:
        raise cannot_talk(str(bus), bus.endpoint, error) from error
    run.lines.update(dict.fromkeys(bus.buses, line))
    for planned in _of(run, bus):
        if stopping():
            return
        run.found[planned.tag] = _check(run, planned)


def _device(site: Site, planned: DevicePlan) -> Device:
    device = next((each for each in site.devices() if each.tag == planned.tag), None)
    if device is None or device.bus is None or (device.bus.name, device.bus.address) != (planned.bus, planned.address):
        raise refuse(
            f"the plan names {planned.tag} on {planned.bus}, address {planned.address}; the site does not",
            "plan again",
            "files",
        )
    return device


def _check(run: _Run, planned: DevicePlan) -> Mapping[int, int]:
    """Read a device whole, save it durably as found, and pass the guards."""
    device = _device(run.site, planned)
    run.progress(f"as found: {planned.tag}")
    found = read_device(run.lines[planned.bus], device)
    fingerprint, state = fingerprint_of(device, found), state_of(device, found)
    run.journal.append(
        "as-found",
        device=planned.tag,
        type=planned.type,
        bus=planned.bus,
        address=planned.address,
        state=state,
        fingerprint=fingerprint,
        registers=hexadecimal(found),
        planned=[facts_of(write) for write in planned.writes],
    )
    guard_device(planned, device.type, found, fingerprint, state)
    return found


def facts_of(write: Write) -> dict[str, object]:
    """Return a planned write as the journal tells it."""
    facts = asdict(write)
    return {**facts, "register": f"0x{write.register:04X}"}


def _write_bus(run: _Run, bus: Connection, stopping: Stopping) -> None:
    for planned in _of(run, bus):
        for write in planned.writes:
            if stopping() and not run.stopped:
                run.stop("another bus failed")
            _write_or_leave(run, planned, write)


def _write_or_leave(run: _Run, planned: DevicePlan, write: Write) -> None:
    """Write one register and record what became of it, unless there is a reason to stop."""
    if not run.stopped:
        run.stop(_not_ready(run, planned))
    if run.stopped or not _announce(run, planned, write):
        run.outcomes[planned.tag, write.register] = _not_sent(planned, write, run.stopped)
        return
    outcome = _write(run, planned, write)
    _settle(run, outcome)
    if outcome.result is not Result.VERIFIED or outcome.reason:
        run.stop(f"{planned.tag} {write.parameter}: {outcome.reason or outcome.result}")


def _write(run: _Run, planned: DevicePlan, write: Write) -> Outcome:
    """Write an announced register, unless another bus was stopped meanwhile."""
    if run.stopped:
        return _not_sent(planned, write, run.stopped)
    kind = _device(run.site, planned).type
    line, found = run.lines[planned.bus], run.found[planned.tag]
    return write_register(line, planned, write, kind, found, lambda: run.broken_off)


def _not_sent(planned: DevicePlan, write: Write, reason: str) -> Outcome:
    return Outcome(device=planned.tag, write=write, result=Result.NOT_SENT, reason=reason)


def _not_ready(run: _Run, planned: DevicePlan) -> str:
    """Return why no frame may be sent now, empty when one may; the last thing asked is the state of the device."""
    if run.interrupted():
        return "interrupted"
    if journal.set_back(run.journal.latest):
        return f"the clock was set back: it stands at {journal.now()}, the last record is of {run.journal.latest}"
    return _not_writable(run, planned)


def _not_writable(run: _Run, planned: DevicePlan) -> str:
    """Read the status right before a frame; return why not to send it, empty when the device stands ready."""
    device = _device(run.site, planned)
    modbus = device.type.modbus
    if modbus is None or not modbus.status:
        return ""
    try:
        register = device.type.registers[modbus.status].register or 0
        raw = read_one(run.lines[planned.bus], planned.address, device.type, register)
        guard_state(planned, device.type, device.type.status_name(raw))
    except LineError as error:
        return f"{planned.tag}: no status: {error}"
    except Stop:
        return f"{planned.tag} left the writable state: it is `{device.type.status_name(raw)}`"
    return ""


def _announce(run: _Run, planned: DevicePlan, write: Write) -> bool:
    """Record durably that a frame is about to be sent."""
    where = {"device": planned.tag, "bus": planned.bus, "address": planned.address}
    if not run.record("intent", **where, **facts_of(write)):
        return False
    run.open[planned.tag, write.register] = f"{planned.tag} {write.code} {write.parameter}"
    return True


def _settle(run: _Run, outcome: Outcome) -> None:
    """Record an outcome, tell it, and keep a copy elsewhere when the journal does not take it."""
    write = outcome.write
    run.outcomes[outcome.device, write.register] = outcome
    facts = {"device": outcome.device, "parameter": write.parameter, "register": f"0x{write.register:04X}",
             "result": str(outcome.result), "reads": outcome.reads, "reason": outcome.reason}  # fmt: skip
    told = f"{outcome.device} {write.code} {write.parameter}: {outcome.result}"
    if run.record("outcome", **facts):
        run.open.pop((outcome.device, write.register), None)
        run.progress(told)
        return
    copy = journal.emergency_copy(run.journal.folder.name, {"kind": "outcome", "at": journal.now(), **facts})
    run.progress(f"{told}; the journal does not say so{f', a copy is in {copy}' if copy else ''}")


def _look_at_bus(run: _Run, bus: Connection) -> None:
    for planned in _of(run, bus):
        _look_again(run, planned)


def _look_again(run: _Run, planned: DevicePlan) -> None:
    """Read a device whole once more, save it as left, and list what changed beside the plan."""
    device = _device(run.site, planned)
    run.progress(f"as left: {planned.tag}")
    try:
        left = read_device(run.lines[planned.bus], device)
    except Stop as stop:
        run.stop(stop.message)
        run.record("as-left", device=planned.tag, registers=None, reason=stop.message)
        return
    run.record("as-left", device=planned.tag, state=state_of(device, left), registers=hexadecimal(left))
    for effect in _effects(run, planned, device.type, left):
        run.effects.append(effect)
        run.record("side-effect", **asdict(effect))
        _revoke(run, planned, effect)


def _effects(run: _Run, planned: DevicePlan, kind: DeviceType, left: Mapping[int, int]) -> list[SideEffect]:
    """Return the settings that are neither as found nor as they were verified, by register."""
    outcomes = [outcome for (tag, _), outcome in run.outcomes.items() if tag == planned.tag]
    settings = {register for register, entry in kind.map.items() if entry.role not in VOLATILE_ROLES}
    verified = {each.write.register: each.write.new_raw for each in outcomes if each.result is Result.VERIFIED}
    unsure = {each.write.register for each in outcomes if each.result not in (Result.VERIFIED, Result.NOT_SENT)}
    before = {**run.found[planned.tag], **verified}
    return [
        SideEffect(device=planned.tag, register=register, before=before[register], after=left[register])
        for register in sorted(settings - unsure)
        if register in left and left[register] != before[register]
    ]


def _revoke(run: _Run, planned: DevicePlan, effect: SideEffect) -> None:
    """Take back the proof of a register that reads otherwise at the end of the run."""
    outcome = run.outcomes.get((planned.tag, effect.register))
    if outcome and outcome.result is Result.VERIFIED:
        reason = f"verified as raw {effect.before}, raw {effect.after} at the end of the run"
        kind = _device(run.site, planned).type
        reads = decode(kind.map[effect.register], effect.after)
        altered = Outcome(device=planned.tag, write=outcome.write, result=Result.ALTERED, reads=reads, reason=reason)
        _settle(run, altered)


def hexadecimal(registers: Mapping[int, int]) -> dict[str, int]:
    """Return registers as the journal tells them."""
    return {f"0x{register:04X}": raw for register, raw in registers.items()}
