"""What became of a run that was broken off: read again, never written; what stays unknown waits for a person."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from plantwright.deploy import journal, lock
from plantwright.deploy.buses import Connection, connections
from plantwright.deploy.guards import refuse
from plantwright.deploy.journal import Chain, Journal, Record
from plantwright.deploy.outcome import OPEN, Result
from plantwright.deploy.plan import fingerprint_of
from plantwright.deploy.reading import Progress, connect, read_device
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.codec import decode
from plantwright.modbus.endpoint import Endpoint
from plantwright.site.model import Device, Site

GATEWAY_S = 60
"""How long a gateway may still deliver a frame it took; our own choice, more than repetitions and queue take."""

_SETTLES = ("outcome", "recovered", "statement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A register that a run may have written; `raw` is what it reads now, None when that could not be read."""

    device: str
    bus: str
    parameter: str
    code: str
    register: int
    old_raw: int
    new_raw: int
    at: str
    result: Result = Result.UNKNOWN
    raw: int | None = None
    reason: str = "the run was broken off before it was read back"

    @property
    def open(self) -> bool:
        """True while nobody knows what the register holds because of the run."""
        return self.result in OPEN

    def __str__(self) -> str:
        return f"{self.device} {self.code} {self.parameter} (0x{self.register:04X})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a person says of registers that cannot be known by reading."""

    person: str
    reason: str
    seen: str


def left_open(records: Sequence[Record]) -> tuple[Left, ...]:
    """Return the announced writes of a run whose outcome is unknown and not settled since, in their order."""
    intents = {(each["device"], each["register"]): each for each in records if each["kind"] == "intent"}
    last = {
        (each["device"], each["register"]): each for each in records if each["kind"] in _SETTLES and "device" in each
    }
    found = (_left(intent, last.get(key)) for key, intent in intents.items())
    return tuple(left for left in found if left)


def _left(intent: Record, last: Record | None) -> Left | None:
    if last and (last["kind"] == "statement" or last["result"] not in OPEN):
        return None
    known = {} if last is None else {"result": Result(last["result"]), "reason": last["reason"], "raw": last.get("raw")}
    return Left(
        device=intent["device"], bus=intent["bus"], parameter=intent["parameter"], code=intent["code"],
        register=int(intent["register"], 16), old_raw=intent["old_raw"], new_raw=intent["new_raw"], at=intent["at"],
        **known,
    )  # fmt: skip


def guard_resolved(runs: Mapping[str, Sequence[Record]], tags: Collection[str], rehearsal: bool) -> None:
    """Raise Stop when a run left a register of one of these devices unknown; rehearsals and real devices apart."""
    for run, records in runs.items():
        if records and records[0].get("rehearsal") == rehearsal:
            left = next((each for each in left_open(records) if each.device in tags), None)
            if left:
                raise refuse(
                    f"run {run} left {left} unknown ({left.reason})",
                    f"resolve first: `plantwright resolve {run}`",
                    "unknown",
                )


def recover(
    folder: Path, site: Site, targets: Mapping[str, Endpoint], progress: Progress, statement: Statement | None = None
) -> tuple[Left, ...]:
    """Read what a run left open, say what became of it, and record that; return every register that was open.

    Only reads. A second time gives the same, and records nothing that is recorded. `statement` settles what stays
    unknown. Raise Stop when the run is under way.
    """
    with journal.continue_run(folder) as continued:
        chain = continued.before
        waiting = left_open(chain.records)
        found = tuple(_read_all(waiting, chain, site, targets, progress))
        for before, after in zip(waiting, found, strict=True):
            if (before.result, before.raw, before.reason) != (after.result, after.raw, after.reason):
                continued.append("recovered", **_facts(after, site))
            if after.open and statement:
                state(continued, after, statement)
        return found


def state(continued: Journal, left: Left, statement: Statement) -> None:
    """Record what a person says of a register; it stays unknown, but nobody has to wait for it any more."""
    continued.append(
        "statement", device=left.device, parameter=left.parameter, register=f"0x{left.register:04X}",
        person=statement.person, reason=statement.reason, seen=statement.seen,
    )  # fmt: skip


def _facts(left: Left, site: Site) -> dict[str, object]:
    kind = next((device.type for device in site.devices() if device.tag == left.device), None)
    reads = decode(kind.map[left.register], left.raw) if kind and left.raw is not None else None
    return {"device": left.device, "parameter": left.parameter, "register": f"0x{left.register:04X}",
            "result": str(left.result), "raw": left.raw, "reads": reads, "reason": left.reason}  # fmt: skip


def _read_all(
    waiting: Sequence[Left], chain: Chain, site: Site, targets: Mapping[str, Endpoint], progress: Progress
) -> list[Left]:
    found: dict[str, tuple[Mapping[int, int], str]] = {}
    if not targets:
        return [_judged(left, {}, "no device was asked", False) for left in waiting]
    for connection in connections(site, targets, {left.bus for left in waiting}):
        tags = {left.device for left in waiting if left.bus in connection.buses}
        found.update(_read_bus(connection, [each for each in site.devices() if each.tag in tags], chain, progress))
    gateways = {bus for bus, endpoint in targets.items() if endpoint.kind == "tcp"}
    return [
        _judged(left, *found.get(left.device, ({}, "it is not in the site")), left.bus in gateways) for left in waiting
    ]


def _read_bus(
    connection: Connection, devices: Sequence[Device], chain: Chain, progress: Progress
) -> dict[str, tuple[Mapping[int, int], str]]:
    """Return the registers of each device, or why they tell nothing."""
    found: dict[str, tuple[Mapping[int, int], str]] = {}
    with ExitStack() as stack:
        try:
            stack.enter_context(lock.held(connection.endpoint.name))
            reader = stack.enter_context(connect(str(connection), connection.endpoint))
        except Stop as stop:
            if stop.code is ExitCode.BUSY:
                raise
            return {device.tag: ({}, stop.message.removesuffix("; nothing was written")) for device in devices}
        for device in devices:
            progress(f"reading {device.tag}")
            try:
                registers = read_device(reader, device)
            except Stop as stop:
                found[device.tag] = {}, stop.message.removesuffix("; nothing was written")
            else:
                found[device.tag] = registers, _other_unit(device, registers, chain)
    return found


def _other_unit(device: Device, registers: Mapping[int, int], chain: Chain) -> str:
    founds = [each for each in chain.records if each["kind"] == "as-found" and each["device"] == device.tag]
    then = founds[-1]["fingerprint"] if founds else {}
    return "" if fingerprint_of(device, registers) == then else f"another unit answers at the address of {device.tag}"


def _judged(left: Left, registers: Mapping[int, int], trouble: str, gateway: bool) -> Left:
    raw = registers.get(left.register)
    result, reason = (Result.UNKNOWN, trouble) if trouble or raw is None else judge(left, raw, gateway, journal.now())
    known = {field: getattr(left, field) for field in Left.__slots__}
    return Left(**{**known, "result": result, "raw": raw, "reason": reason or "it cannot be read"})


def judge(left: Left, raw: int, gateway: bool, now: str) -> tuple[Result, str]:
    """Say from a later reading what became of an announced write. A gateway may deliver a frame late."""
    age = datetime.datetime.fromisoformat(now) - datetime.datetime.fromisoformat(left.at)
    if raw == left.new_raw:
        return Result.VERIFIED, "read after the run was broken off"
    if raw != left.old_raw:
        return Result.UNKNOWN, f"it reads raw {raw}, neither old nor new"
    if gateway and age < datetime.timedelta(seconds=GATEWAY_S):
        return Result.UNKNOWN, f"it reads as before; the gateway may still deliver the frame within {GATEWAY_S} s"
    return Result.NOT_WRITTEN, "read after the run was broken off"
