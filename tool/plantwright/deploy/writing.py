"""One register: a frame, sent once, and the proof of its effect by a fresh read of another shape."""

import time
from collections.abc import Callable, Mapping

from plantwright.deploy.outcome import Outcome, Result
from plantwright.deploy.plan import DevicePlan, Write
from plantwright.modbus.answers import BadAnswer, DeviceRefusal, LineError, NoAnswer, OtherValue
from plantwright.modbus.codec import decode
from plantwright.modbus.line import Reader, Writer
from plantwright.modbus.registers import read_blocks, window
from plantwright.site.catalog import DeviceType

STANDARD = {5: "acknowledged", **dict.fromkeys((4, 6, 8, 10, 11), "uncertain")}
"""What standard codes say of a write (MODBUS Application Protocol V1.1b3, clause 7); by 1 to 3 nothing was done."""

ACKNOWLEDGED_MS = 5000
"""How long an acknowledged write is waited for where the device type states nothing; our own choice."""
POLL_S = 0.1


def write_register(
    line: Writer, planned: DevicePlan, write: Write, kind: DeviceType, found: Mapping[int, int], end: Callable[[], bool]
) -> Outcome:
    """Send one frame, read the register back, and look whether a fault came with it.

    `found` is what the device held before the run; `end` says whether the run is broken off, so that no time is left.
    """
    trouble: LineError | None = None
    try:
        line.write(planned.address, write.register, write.new_raw)
    except LineError as error:
        trouble = error
    except (MemoryError, RecursionError) as error:
        return _unproven(planned, write, Result.UNKNOWN, error)
    try:
        raw = _read_back(line, planned.address, kind, write, trouble, end)
    except LineError as error:
        return _unproven(planned, write, Result.UNKNOWN if trouble else Result.WRITTEN, trouble or error)
    except (MemoryError, RecursionError) as error:
        return _unproven(planned, write, Result.UNKNOWN, error)
    result, reason = classify(write, raw, trouble, kind, line.gateway)
    if result is Result.VERIFIED and not reason:
        reason = _new_fault(line, planned.address, kind, found)
    reads = decode(kind.map[write.register], raw)
    return Outcome(device=planned.tag, write=write, result=result, reads=reads, reason=reason)


def _unproven(planned: DevicePlan, write: Write, result: Result, error: Exception) -> Outcome:
    words = str(error) or type(error).__name__
    return Outcome(device=planned.tag, write=write, result=result, reason=f"no read-back: {words}")


def read_one(line: Reader, unit: int, kind: DeviceType, register: int) -> int:
    """Return one register, read in a shape of its own where its block allows; raise the errors of `Reader.read`."""
    start, count = window(kind, register)
    return line.read(unit, start, count)[register - start]


def _read_back(
    line: Writer, unit: int, kind: DeviceType, write: Write, trouble: LineError | None, end: Callable[[], bool]
) -> int:
    """Read a written register once it has settled, again and again while the device only acknowledged the write.

    Raises LineError, also when the run is broken off before.
    """
    modbus = kind.modbus
    time.sleep((modbus.settle_ms or 0) / 1000 if modbus else 0)
    most_ms = (modbus.acknowledged_max_ms if modbus else None) or ACKNOWLEDGED_MS
    given_up = time.monotonic() + most_ms / 1000 if _pending(trouble, kind) else 0.0
    while not end():
        raw = read_one(line, unit, kind, write.register)
        if raw == write.new_raw or time.monotonic() >= given_up:
            return raw
        time.sleep(POLL_S)
    raise LineError("interrupted before it")


def _pending(trouble: LineError | None, kind: DeviceType) -> bool:
    """Return whether the device answered that it is still at work on the write."""
    return isinstance(trouble, DeviceRefusal) and _means(trouble, kind) == "acknowledged"


def _means(refusal: DeviceRefusal, kind: DeviceType) -> str:
    """Return what an exception code says of a write: acknowledged, uncertain, or refused: the device did nothing.

    What the device type calls a code holds; its words alone prove nothing of a code that the standard leaves uncertain.
    A code that neither knows is a refusal.
    """
    own, named = (kind.modbus.exceptions, kind.modbus.exception_kinds) if kind.modbus else ({}, {})
    if refusal.code in named:
        return "acknowledged" if named[refusal.code] == "acknowledged" else "refused"
    standard = STANDARD.get(refusal.code, "refused")
    return "refused" if refusal.code in own and standard == "acknowledged" else standard


def classify(write: Write, raw: int, trouble: LineError | None, kind: DeviceType, gateway: bool) -> tuple[Result, str]:
    """Say what became of a write from its fresh read-back and from what went wrong when it was sent.

    Behind a gateway an unanswered write may still be delivered later, so an old value proves nothing.
    """
    if raw == write.new_raw:
        return Result.VERIFIED, f"not acknowledged: {trouble}" if trouble and not _pending(trouble, kind) else ""
    if trouble is None or isinstance(trouble, OtherValue):
        return Result.ALTERED, f"the device keeps raw {raw} instead of {write.new_raw}"
    if not trouble.sent:
        return Result.NOT_SENT, str(trouble)
    if raw == write.old_raw and isinstance(trouble, DeviceRefusal) and _means(trouble, kind) == "refused":
        return Result.REFUSED, str(trouble)
    if raw == write.old_raw and not gateway and isinstance(trouble, NoAnswer | BadAnswer):
        return Result.NOT_WRITTEN, str(trouble)
    return Result.UNKNOWN, f"{trouble}; the device reads raw {raw}"


def _new_fault(line: Writer, unit: int, kind: DeviceType, found: Mapping[int, int]) -> str:
    """Read the fault registers after a write; return the first that differs from what was found, in words."""
    entries = {each.register: each for each in kind.registers.values() if each.role == "fault" and "r" in each.access}
    now: dict[int, int] = {}
    try:
        for start, count in read_blocks(kind, [each.name for each in entries.values()]):
            now.update(zip(range(start, start + count), line.read(unit, start, count), strict=True))
    except LineError as error:
        return f"no fault register after it: {error}"
    changed = next(((entry, raw) for register, raw in now.items() if (entry := entries.get(register))
                    and raw != found.get(register)), None)  # fmt: skip
    return f"a fault came with it: {changed[0].name} reads {decode(*changed)}" if changed else ""
