"""The line of a site's runs: each names the last record of those before it, so that none can be lost or doubled unseen.

`latest.json` beside the runs names the newest one, because nothing after it does.
"""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path

from plantwright.deploy import durable, journal
from plantwright.deploy.guards import refuse
from plantwright.deploy.journal import Record
from plantwright.findings.exit_code import ExitCode, Stop

LATEST = "latest.json"

Runs = Mapping[str, tuple[Record, ...]]
"""The records of every run, by the name of its folder."""


def read_runs(folder: Path) -> Runs:
    """Return every run below a folder, oldest first; raise Stop when a journal is broken or missing."""
    folders = sorted({path.parent for path in folder.glob("*/*") if path.name in ("journal.jsonl", "plan.json")})
    return {each.name: journal.read(each) for each in folders}


def guard_line(folder: Path, runs: Runs) -> dict[str, str]:
    """Return what the next run stands on, the last hash of every run without a successor.

    Raise Stop when a run is missing or was replaced, when the line forked and nobody owned to it, and when the clock
    stands before the last record.
    """
    _guard_latest(folder, runs)
    for run, before, hashed in _links(runs):
        if hashed not in _hashes(runs.get(before, ())):
            raise _lost(f"run {before}, on which run {run} stands,", folder)
    _guard_fork(folder, runs)
    _guard_clock(runs)
    followed = {before for _, before, _ in _links(runs)}
    return {run: records[-1]["hash"] for run, records in runs.items() if records and run not in followed}


def set_latest(folder: Path, run: str, hashed: str) -> None:
    """Note durably which run is the newest, by the hash of one of its records."""
    durable.write(folder / LATEST, json.dumps({"run": run, "hash": hashed}).encode() + b"\n")


def forks(runs: Runs) -> list[tuple[str, ...]]:
    """Return the runs that stand on one and the same run, unless a statement in one of them names them all."""
    children: dict[str, list[str]] = {}
    for run, before, _ in _links(runs):
        children.setdefault(before, []).append(run)
    return [tuple(each) for each in children.values() if len(each) > 1 and not _owned(runs, each)]


def _owned(runs: Runs, children: list[str]) -> bool:
    said = [record for run in children for record in runs[run] if record["kind"] == "statement"]
    return any(set(children) <= set(record.get("runs", ())) for record in said)


def _links(runs: Runs) -> list[tuple[str, str, str]]:
    return [
        (run, before, hashed)
        for run, records in runs.items()
        for before, hashed in (records[0].get("after", {}) if records else {}).items()
    ]


def _hashes(records: tuple[Record, ...]) -> set[str]:
    return {record["hash"] for record in records}


def _guard_latest(folder: Path, runs: Runs) -> None:
    try:
        latest = json.loads(durable.read(folder / LATEST))
        found = latest["hash"] in _hashes(runs.get(latest["run"], ()))
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Stop(
            ExitCode.NOT_DURABLE, f"{folder / LATEST} cannot be read: {error}", "restore it from git, from either side"
        ) from error
    if not found:
        raise _lost(f"run {latest['run']}, the newest,", folder)


def _guard_fork(folder: Path, runs: Runs) -> None:
    found = forks(runs)
    if found:
        raise refuse(
            f"runs {' and '.join(found[0])} in {folder} follow the same run: two copies of the site were used",
            f"read both runs and own to it: `plantwright resolve {folder / found[0][-1]} --person NAME --reason WHY "
            "--seen WHAT`",
            "fork",
        )


def _guard_clock(runs: Runs) -> None:
    for run, records in runs.items():
        latest = max((record["at"] for record in records), key=datetime.datetime.fromisoformat, default="")
        if journal.set_back(latest):
            raise refuse(
                f"it is {journal.now()} by the clock, run {run} has a record of {latest}",
                "set the clock of this computer",
                "clock",
            )


def _lost(what: str, folder: Path) -> Stop:
    return Stop(
        ExitCode.NOT_DURABLE, f"{what} is not in {folder} as it was", "restore it from git; a run is never deleted"
    )
