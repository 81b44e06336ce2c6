"""Reads the journal of a deployment run back as the record of what was done."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from plantwright.deploy import journal
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.records.run import AFTER_POWER_CYCLE, VERIFIED, DeviceRun, Run, Written
from plantwright.site.catalog import Value

Entry = Mapping[str, Any]

BROKEN_OFF = "broken off"
"""The result of a run that never ended."""


def latest_run(folder: Path) -> Run | None:
    """Return the newest run below a journal folder that put settings of the site files into devices, None without one.

    Raise Stop when the chain of a run is broken.
    """
    every = (read_run(each) for each in reversed(runs_begun(folder)))
    return next((run for run in every if not run.purpose), None)


def every_run(folder: Path) -> tuple[Run, ...]:
    """Return every run below a journal folder, newest first; raise Stop when the chain of one is broken."""
    return tuple(read_run(each) for each in reversed(runs_begun(folder)))


def runs_begun(folder: Path) -> list[Path]:
    """Return the folders of runs that began, in the order in which they did: not of one killed before its first record.

    Their names tell when their plans were made; a plan may wait while a later one is applied.
    """
    begun = {each: entries for each in journal.runs(folder) if _began(entries := journal.read(each))}
    return sorted(begun, key=lambda each: _begun_at(begun[each][0]))


def _begun_at(start: Entry) -> float:
    """Return the time of a first record in s, 0 for a broken one, of which reading the run tells."""
    try:
        return datetime.datetime.fromisoformat(str(start.get("at"))).timestamp()
    except ValueError:
        return 0.0


def read_run(folder: Path) -> Run:
    """Return the run whose journal lies in a folder."""
    chain = journal.load(folder)
    entries = chain.records
    if not _began(entries):
        raise Stop(ExitCode.USAGE, f"{folder} holds no run", "name a folder that `plantwright apply` made")
    start = entries[0]
    ends = _of(entries, "end")
    return Run(
        id=start["plan"],
        plant=start["plant"],
        rehearsal=start["rehearsal"],
        started=start["at"],
        ended=(ends or entries)[-1]["at"],
        operator=start["operator"],
        tool_version=start["tool_version"],
        plan_sha256=start["plan_sha256"],
        result=ends[-1]["result"] if ends else BROKEN_OFF,
        devices=tuple(_device(found, entries) for found in _of(entries, "as-found")),
        commit=start["commit"],
        author=start["author"],
        approvals=tuple(start["approvals"]),
        purpose=start["purpose"],
        targets=start["targets"],
        last_hash=entries[-1]["hash"],
        notices=chain.notices,
    )


def frames_so_far(folder: Path, rehearsal: bool) -> Mapping[str, int]:
    """Return how many write frames each device got in all runs below a folder: a register's memory wears out."""
    frames: Counter[str] = Counter()
    for run in map(read_run, runs_begun(folder)):
        if run.rehearsal == rehearsal:
            frames.update({device.tag: device.frames for device in run.devices})
    return frames


def _began(entries: Sequence[Entry]) -> bool:
    return bool(entries) and entries[0]["kind"] == "start"


def _of(entries: Sequence[Entry], kind: str) -> list[Entry]:
    return [entry for entry in entries if entry["kind"] == kind]


def _device(found: Entry, entries: Sequence[Entry]) -> DeviceRun:
    own = [entry for entry in entries if entry.get("device") == found["device"]]
    left = _of(own, "as-left")
    return DeviceRun(
        tag=found["device"],
        bus=found["bus"],
        address=found["address"],
        type=found["type"],
        state=found["state"],
        fingerprint=found["fingerprint"],
        as_found=_registers(found["registers"]),
        as_left=_registers(left[-1]["registers"] or {}) if left else {},
        writes=tuple(_writes(found, own)),
    )


def _writes(found: Entry, own: Sequence[Entry]) -> Iterator[Written]:
    """Yield the registers in the order in which they were announced, then those that never were."""
    intents = _of(own, "intent")
    for intent in intents:
        yield _written(intent, [entry for entry in own if entry.get("register") == intent["register"]])
    announced = {intent["register"] for intent in intents}
    for planned in found["planned"]:
        if planned["register"] not in announced:
            yield _stated(planned, outcome="not sent")


def _written(intent: Entry, about: Sequence[Entry]) -> Written:
    """Join an announced write with what is known of it; without an outcome the run was broken off: it is unknown."""
    known = [entry for entry in about if entry["kind"] in ("outcome", "recovered")]
    after = _of(about, "after-power-cycle")
    said = _of(about, "statement")
    outcome, reason = (known[-1]["result"], known[-1]["reason"]) if known else ("unknown", "no outcome recorded")
    if after:
        outcome = AFTER_POWER_CYCLE if after[-1]["result"] == VERIFIED else after[-1]["result"]
        reason = "" if outcome == AFTER_POWER_CYCLE else "read after a power cycle"
    stated = "; ".join(f"{each['person']}: {each['seen']} ({each['reason']})" for each in said)
    reads = (after or known or [{}])[-1].get("reads")
    return _stated(intent, reads, outcome=outcome, at=intent["at"], reason=reason, stated=stated)


def _stated(planned: Entry, reads: Value | None = None, **known: str) -> Written:
    return Written(
        parameter=planned["parameter"],
        register=int(planned["register"], 16),
        old_raw=planned["old_raw"],
        new_raw=planned["new_raw"],
        old=planned["old"],
        new=planned["new"],
        unit=planned["unit"],
        reads=reads,
        **known,
    )


def _registers(printed: Mapping[str, int]) -> dict[int, int]:
    return {int(register, 16): raw for register, raw in printed.items()}
