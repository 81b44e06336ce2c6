"""What must be true of a run, whatever went wrong: of the frames on the wire, of the journal, of what was said."""

from collections.abc import Mapping
from pathlib import Path

from tests.rehearsal import Bench

from plantwright.deploy import journal
from plantwright.deploy.apply import REVERSE
from plantwright.deploy.outcome import OPEN, Applied, Outcome, Result
from plantwright.deploy.plan import Plan, from_json
from plantwright.deploy.recovery import left_open
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.simulator.frames import READ
from plantwright.site.catalog import PROTECTED_ROLES


def frames(here: Bench) -> list[tuple[int, int, int]]:
    """Return unit, register and value of every write frame that left us."""
    asked = [each.request for each in here.plant.log.frames if each.direction == "request" and each.request]
    writes = [each for each in asked if each.function != READ]
    return [(each.unit, each.register or 0, int.from_bytes(each.pdu[-2:], "big")) for each in writes]


def guarded(here: Bench, plan: Plan, folder: Path) -> None:
    """Frames are the announced ones, in their order, once each, of the plan; before them, all is saved (P1-P3, P7)."""
    records = journal.read(folder)
    announced = [(each["address"], int(each["register"], 16), each["new_raw"]) for each in records
                 if each["kind"] == "intent"]  # fmt: skip
    planned = [(device.address, write.register, write.new_raw) for device in plan.devices for write in device.writes]
    sent = frames(here)
    assert sent == announced[: len(sent)]
    assert len(announced) <= len(sent) + 1
    assert announced == planned[: len(announced)]
    assert all(each.request.unit != 0 for each in here.plant.log.frames if each.request)
    assert not protected(here) & {register for _, register, _ in sent}
    if sent:
        found = [each["registers"] for each in records if each["kind"] == "as-found"]
        assert [len(each) for each in found] == [len(device.as_found) for device in plan.devices]
        assert from_json((folder / REVERSE).read_text(), REVERSE).changes == plan.changes


def protected(here: Bench) -> set[int]:
    """Return the registers that no plan may write, of all types of the site."""
    every = [entry for device in here.site.devices() for entry in device.type.map.items()]
    return {register for register, entry in every if entry.role in PROTECTED_ROLES}


def refused(here: Bench, stop: Stop, folder: Path) -> None:
    """A run that raises has sent nothing, and says what to do (P6)."""
    assert frames(here) == []
    assert stop.code in (ExitCode.REFUSED, ExitCode.CANNOT_TALK, ExitCode.BUSY)
    assert stop.hint
    assert left_open(journal.read(folder)) == ()


def told_truly(here: Bench, done: Applied, folder: Path, unseen: bool = False) -> None:
    """What a run says of each register is what the device got, and the exit code says the worst of it (P4, P5).

    `unseen`: something may have happened to the device after it was looked at for the last time.
    """
    sent = [register for _, register, _ in frames(here)]
    for each in done.outcomes:
        assert (each.write.register in sent) or each.result is not Result.VERIFIED
        assert (each.write.register not in sent) or each.result is not Result.NOT_SENT
        assert unseen or held(each, here.plant.device(each.device).registers)
    results = {each.result for each in done.outcomes}
    whole = results <= {Result.VERIFIED} and not done.stopped and not done.side_effects
    assert (done.code is ExitCode.UNKNOWN) == bool(results & OPEN)
    assert (done.code is ExitCode.DONE) == whole
    waiting = {each.register for each in left_open(journal.read(folder))}
    assert waiting == {each.write.register for each in done.outcomes if each.result in OPEN}


def held(outcome: Outcome, registers: Mapping[int, int]) -> bool:
    """Return whether a device holds what an outcome says that it holds."""
    raw, write = registers[outcome.write.register], outcome.write
    return {
        Result.VERIFIED: raw == write.new_raw,
        Result.NOT_WRITTEN: raw == write.old_raw,
        Result.REFUSED: raw == write.old_raw,
        Result.ALTERED: raw != write.new_raw,
    }.get(outcome.result, True)
