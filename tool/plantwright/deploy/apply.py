"""Apply a plan: check everything, save what was found, then one register at a time, each proved by reading it back."""

import enum
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass

from plantwright.deploy import lock
from plantwright.deploy.guards import guard_device, guard_state
from plantwright.deploy.journal import Journal
from plantwright.deploy.plan import DevicePlan, Plan, Write, fingerprint_of, state_of
from plantwright.deploy.reading import Progress, cannot_talk, read_device
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.answers import BadAnswer, DeviceRefusal, LineError, NoAnswer, OtherValue
from plantwright.modbus.codec import decode
from plantwright.modbus.line import Endpoint, Writer, open_writer
from plantwright.modbus.registers import window
from plantwright.site.catalog import Value
from plantwright.site.model import Device, Site


class Result(enum.StrEnum):
    """What became of one register."""

    VERIFIED = "verified"
    REFUSED = "refused"
    ALTERED = "altered"
    NOT_WRITTEN = "not written"
    UNKNOWN = "unknown"
    NOT_SENT = "not sent"


UNCERTAIN = frozenset({5, 10, 11})
"""Exception codes after which the device may still act: acknowledged, and the two of a gateway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The result of one planned write; `reads` is the engineering value of the fresh read-back, None when none came."""

    device: str
    write: Write
    result: Result
    reads: Value | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideEffect:
    """A register that changed although the plan did not touch it."""

    device: str
    register: int
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a run did."""

    outcomes: tuple[Outcome, ...]
    side_effects: tuple[SideEffect, ...]
    interrupted: bool
    stopped: str

    @property
    def code(self) -> ExitCode:
        """Return the exit code; unknown wins over stopped, stopped over altered."""
        results = {outcome.result for outcome in self.outcomes}
        if Result.UNKNOWN in results:
            return ExitCode.UNKNOWN
        if self.interrupted:
            return ExitCode.INTERRUPTED
        if results & {Result.REFUSED, Result.ALTERED} or self.side_effects:
            return ExitCode.ALTERED
        return ExitCode.STOPPED if results - {Result.VERIFIED} or self.stopped else ExitCode.DONE


@dataclass(slots=True)
class _Run:
    """What the steps of one run share."""

    plan: Plan
    site: Site
    journal: Journal
    progress: Progress
    interrupted: Callable[[], bool]
    lines: dict[str, Writer]
    stopped: str = ""


def apply(
    plan: Plan,
    site: Site,
    targets: Mapping[str, Endpoint],
    journal: Journal,
    progress: Progress,
    interrupted: Callable[[], bool],
) -> Applied:
    """Write a plan that has passed its guards; raise Stop only while nothing was written.

    `interrupted` is asked before each register; when it says yes, the run ends after the register under way.
    """
    with ExitStack() as stack:
        run = _Run(plan, site, journal, progress, interrupted, _open(plan, site, targets, stack))
        before = {planned.tag: _check(run, planned) for planned in plan.devices}
        outcomes = tuple(outcome for planned in plan.devices for outcome in _write_device(run, planned))
        effects = tuple(
            effect for planned in plan.devices for effect in _look_again(run, planned, before[planned.tag], outcomes)
        )
        applied = Applied(outcomes=outcomes, side_effects=effects, interrupted=interrupted(), stopped=run.stopped)
        journal.append("end", result=applied.code.name.lower(), stopped=run.stopped, interrupted=applied.interrupted)
        return applied


def _open(plan: Plan, site: Site, targets: Mapping[str, Endpoint], stack: ExitStack) -> dict[str, Writer]:
    lines: dict[str, Writer] = {}
    for bus in dict.fromkeys(planned.bus for planned in plan.devices):
        stack.enter_context(lock.held(targets[bus].name))
        types = {planned.address: _device(site, planned).type for planned in plan.devices if planned.bus == bus}
        try:
            lines[bus] = stack.enter_context(open_writer(targets[bus], types))
        except LineError as error:
            raise cannot_talk(bus, targets[bus], error) from error
    return lines


def _device(site: Site, planned: DevicePlan) -> Device:
    device = next((each for each in site.devices() if each.tag == planned.tag), None)
    if device is None or device.bus is None or (device.bus.name, device.bus.address) != (planned.bus, planned.address):
        raise Stop(
            ExitCode.REFUSED,
            f"refused: the plan names {planned.tag} on {planned.bus}, address {planned.address}; "
            "the site does not; nothing was written",
            "plan again",
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
        registers=_hexadecimal(found),
    )
    try:
        guard_device(planned, device.type, found, fingerprint, state)
    except Stop as stop:
        run.journal.append("end", result="refused", stopped=stop.message, interrupted=False)
        raise
    return found


def _write_device(run: _Run, planned: DevicePlan) -> list[Outcome]:
    return [_write_or_leave(run, planned, write) for write in planned.writes]


def _write_or_leave(run: _Run, planned: DevicePlan, write: Write) -> Outcome:
    if not run.stopped and run.interrupted():
        run.stopped = "interrupted"
    if not run.stopped:
        run.stopped = _not_ready(run, planned)
    if run.stopped:
        return Outcome(device=planned.tag, write=write, result=Result.NOT_SENT, reason=run.stopped)
    outcome = _write(run, planned, write)
    run.journal.append(
        "outcome",
        device=planned.tag,
        parameter=write.parameter,
        register=f"0x{write.register:04X}",
        result=str(outcome.result),
        reads=outcome.reads,
        reason=outcome.reason,
    )
    run.progress(f"{planned.tag} {write.code} {write.parameter}: {outcome.result}")
    if outcome.result is not Result.VERIFIED or outcome.reason:
        run.stopped = f"{planned.tag} {write.parameter}: {outcome.reason or outcome.result}"
    return outcome


def _not_ready(run: _Run, planned: DevicePlan) -> str:
    """Read the status right before a frame; return why not to send it, empty when the device stands ready."""
    device = _device(run.site, planned)
    modbus = device.type.modbus
    if modbus is None or not modbus.status:
        return ""
    register = device.type.registers[modbus.status].register or 0
    try:
        (raw,) = run.lines[planned.bus].read(planned.address, register, 1)
        guard_state(planned, device.type, device.type.status_name(raw))
    except LineError as error:
        return f"{planned.tag}: no status: {error}"
    except Stop:
        return f"{planned.tag} left the writable state: it is `{device.type.status_name(raw)}`"
    return ""


def _write(run: _Run, planned: DevicePlan, write: Write) -> Outcome:
    """Send one frame, durably announced before, and prove its effect by a fresh read of another shape."""
    line = run.lines[planned.bus]
    run.journal.append(
        "intent",
        device=planned.tag,
        bus=planned.bus,
        address=planned.address,
        parameter=write.parameter,
        code=write.code,
        register=f"0x{write.register:04X}",
        old_raw=write.old_raw,
        new_raw=write.new_raw,
        old=write.old,
        new=write.new,
        unit=write.unit,
    )
    trouble: LineError | None = None
    try:
        line.write(planned.address, write.register, write.new_raw)
    except LineError as error:
        trouble = error
    device = _device(run.site, planned)
    start, count = window(device.type, write.register)
    try:
        raw = line.read(planned.address, start, count)[write.register - start]
    except LineError as error:
        return Outcome(
            device=planned.tag, write=write, result=Result.UNKNOWN, reason=f"no read-back: {trouble or error}"
        )
    reads = decode(device.type.map[write.register], raw)
    result, reason = classify(write, raw, trouble, gateway=line.gateway)
    return Outcome(device=planned.tag, write=write, result=result, reads=reads, reason=reason)


def classify(write: Write, raw: int, trouble: LineError | None, gateway: bool) -> tuple[Result, str]:
    """Say what became of a write from its fresh read-back and from what went wrong when it was sent.

    Behind a gateway an unanswered write may still be delivered later, so an old value proves nothing.
    """
    if raw == write.new_raw:
        return Result.VERIFIED, f"not acknowledged: {trouble}" if trouble else ""
    if trouble is None or isinstance(trouble, OtherValue):
        return Result.ALTERED, f"the device keeps raw {raw} instead of {write.new_raw}"
    if not trouble.sent:
        return Result.NOT_SENT, str(trouble)
    if raw == write.old_raw and _refused(trouble):
        return Result.REFUSED, str(trouble)
    if raw == write.old_raw and not gateway and isinstance(trouble, NoAnswer | BadAnswer):
        return Result.NOT_WRITTEN, str(trouble)
    return Result.UNKNOWN, f"{trouble}; the device reads raw {raw}"


def _refused(trouble: LineError) -> bool:
    return isinstance(trouble, DeviceRefusal) and trouble.code not in UNCERTAIN


def _look_again(
    run: _Run, planned: DevicePlan, before: Mapping[int, int], outcomes: tuple[Outcome, ...]
) -> list[SideEffect]:
    """Read a device whole once more, save it as left, and list what changed beside the plan."""
    device = _device(run.site, planned)
    run.progress(f"as left: {planned.tag}")
    try:
        left = read_device(run.lines[planned.bus], device)
    except Stop as stop:
        run.stopped = run.stopped or stop.message
        run.journal.append("as-left", device=planned.tag, registers=None, reason=stop.message)
        return []
    run.journal.append("as-left", device=planned.tag, state=state_of(device, left), registers=_hexadecimal(left))
    touched = {
        outcome.write.register
        for outcome in outcomes
        if outcome.device == planned.tag and outcome.result is not Result.NOT_SENT
    }
    settings = {
        register for register, entry in device.type.map.items() if entry.role not in ("measurement", "status", "fault")
    }
    changed = [
        register for register in sorted(settings - touched) if register in left and left[register] != before[register]
    ]
    effects = [SideEffect(device=planned.tag, register=each, before=before[each], after=left[each]) for each in changed]
    for effect in effects:
        run.journal.append("side-effect", **asdict(effect))
    return effects


def _hexadecimal(registers: Mapping[int, int]) -> dict[str, int]:
    return {f"0x{register:04X}": raw for register, raw in registers.items()}
