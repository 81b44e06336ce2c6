"""What the runs of a folder know of every register: what it held when the newest ended, and whether one pushed it."""

from collections.abc import Mapping
from pathlib import Path

from plantwright.deploy.drift import History, Known, Past
from plantwright.records.deployed import read_run, runs_begun
from plantwright.records.run import DeviceRun, Run


def history(folder: Path, rehearsal: bool) -> History:
    """Return what the runs below a folder know, by device; those of a rehearsal say nothing of the real devices.

    Raise Stop when the chain of a journal is broken.
    """
    past: dict[str, Past] = {}
    for each in runs_begun(folder):
        run = read_run(each)
        if run.rehearsal == rehearsal:
            past.update({device.tag: _after(run, device, past.get(device.tag)) for device in run.devices})
    return past


def _after(run: Run, device: DeviceRun, before: Past | None) -> Past:
    same = before is not None and dict(before.fingerprint) == dict(device.fingerprint)
    earlier = before.registers if before and same else {}
    return Past(run=run.id, fingerprint=device.fingerprint, registers=_registers(run, device, earlier))


def _registers(run: Run, device: DeviceRun, earlier: Mapping[int, Known]) -> Mapping[int, Known]:
    """Return what is known after a run: what it found, then what it wrote, then what it read at its end."""
    pushed = {register for register, known in earlier.items() if known.pushed}
    pushed |= {write.register for write in device.writes if write.verified}
    written = {
        write.register: write.new_raw if write.verified else None
        for write in device.writes
        if write.verified or write.outcome in ("unknown", "written")
    }
    raws = {**device.as_found, **written, **device.as_left}
    now = {
        register: Known(run=run.id, at=run.ended, raw=raw, pushed=register in pushed) for register, raw in raws.items()
    }
    return {**earlier, **now}
