"""Reads the journal of a deployment run back as the record of what was done."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from plantwright.deploy import journal
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.records.run import DeviceRun, Run, Written

Entry = Mapping[str, Any]


def latest_run(folder: Path) -> Run | None:
    """Return the newest run below a journal folder, None when there is none; raise Stop when its chain is broken."""
    found = journal.runs(folder)
    return read_run(found[-1]) if found else None


def read_run(folder: Path) -> Run:
    """Return the run whose journal lies in a folder."""
    entries = journal.read(folder)
    if not entries or entries[0]["kind"] != "start":
        raise Stop(ExitCode.USAGE, f"{folder} holds no run", "name a folder that `plantwright apply` made")
    start, last = entries[0], entries[-1]
    return Run(
        id=start["plan"],
        plant=start["plant"],
        rehearsal=start["rehearsal"],
        started=start["at"],
        ended=last["at"],
        operator=start["operator"],
        tool_version=start["tool_version"],
        plan_sha256=start["plan_sha256"],
        result=last["result"] if last["kind"] == "end" else "broken off",
        devices=tuple(_device(found, entries) for found in _of(entries, "as-found")),
    )


def _of(entries: Sequence[Entry], kind: str) -> list[Entry]:
    return [entry for entry in entries if entry["kind"] == kind]


def _device(found: Entry, entries: Sequence[Entry]) -> DeviceRun:
    own = [entry for entry in entries if entry.get("device") == found["device"]]
    left = _of(own, "as-left")
    outcomes = {entry["register"]: entry for entry in _of(own, "outcome")}
    return DeviceRun(
        tag=found["device"],
        bus=found["bus"],
        address=found["address"],
        type=found["type"],
        state=found["state"],
        fingerprint=found["fingerprint"],
        as_found=_registers(found["registers"]),
        as_left=_registers(left[-1]["registers"] or {}) if left else {},
        writes=tuple(_written(intent, outcomes.get(intent["register"])) for intent in _of(own, "intent")),
    )


def _written(intent: Entry, outcome: Entry | None) -> Written:
    """Join an announced write with its outcome; without one the run was broken off and the outcome is unknown."""
    return Written(
        parameter=intent["parameter"],
        register=int(intent["register"], 16),
        old_raw=intent["old_raw"],
        new_raw=intent["new_raw"],
        old=intent["old"],
        new=intent["new"],
        unit=intent["unit"],
        at=intent["at"],
        outcome=outcome["result"] if outcome else "unknown",
        reason=outcome["reason"] if outcome else "no outcome recorded",
    )


def _registers(printed: Mapping[str, int]) -> dict[int, int]:
    return {int(register, 16): raw for register, raw in printed.items()}
