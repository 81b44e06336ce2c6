"""Reads from the journals below `records/runs/` which settings were written to the real devices, and when.

Only what rules need to know of a run is read here; whether a journal is whole is judged by those who write it.
"""

import datetime
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

RUNS = "runs"
"""The folder of the runs, below that of the records."""


class Written(NamedTuple):
    """A setting that a run wrote to a device and read back."""

    device: str
    parameter: str
    at: datetime.datetime
    run: str


def read_written(folder: Path) -> tuple[Written, ...]:
    """Return what the runs in a folder wrote, oldest first; a rehearsal wrote nothing to the plant."""
    found = (written for path in sorted(folder.glob("*/journal.jsonl")) for written in _of(path))
    return tuple(sorted(found, key=lambda written: written.at))


def _of(path: Path) -> Iterator[Written]:
    records = tuple(_records(path))
    if any(each.get("kind") == "start" and each.get("rehearsal") is False for each in records):
        for each in records:
            if each.get("kind") == "outcome" and each.get("result") == "verified":
                at = datetime.datetime.fromisoformat(str(each["at"]))
                yield Written(str(each["device"]), str(each["parameter"]), at, path.parent.name)


def _records(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the records of a journal up to one that is torn."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            return
        if isinstance(record, dict):
            yield record
