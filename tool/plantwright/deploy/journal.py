"""The journal of a run: append-only JSON lines, each chained to the one before by its hash, synced before it counts."""

import datetime
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from plantwright.deploy import durable
from plantwright.findings.exit_code import ExitCode, Stop

FORMAT_VERSION = 1
_START = "0" * 64


def now() -> str:
    """Return the time of this moment with its zone, to the millisecond."""
    return datetime.datetime.now().astimezone().isoformat(timespec="milliseconds")


class Journal:
    """One run's journal, open for appending; `append` returns only when the record is on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._previous = _START
        self._sequence = 0
        try:
            folder.mkdir(parents=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
            self._descriptor = os.open(folder / "journal.jsonl", flags, 0o640)
            durable.sync_folder(folder)
            durable.sync_folder(folder.parent)
        except OSError as error:
            raise durable.not_durable(folder, error) from error

    def append(self, kind: str, **facts: Any) -> None:
        """Append one record and sync it; raise Stop when that fails, after which nothing may be sent."""
        self._sequence += 1
        record = {
            "format": FORMAT_VERSION,
            "seq": self._sequence,
            "at": now(),
            "kind": kind,
            **facts,
            "previous": self._previous,
        }
        record["hash"] = _hash(record)
        try:
            durable.write_all(self._descriptor, json.dumps(record, ensure_ascii=False).encode() + b"\n")
            os.fsync(self._descriptor)
        except OSError as error:
            raise durable.not_durable(self.folder / "journal.jsonl", error) from error
        self._previous = record["hash"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)


def _hash(record: Mapping[str, Any]) -> str:
    content = {key: value for key, value in record.items() if key != "hash"}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def read(folder: Path) -> tuple[dict[str, Any], ...]:
    """Return the records of a run's journal.

    A torn last line is left out: it was never synced, so nothing was sent on its account. Raise Stop when the chain is
    broken before that, naming the record.
    """
    path = folder / "journal.jsonl"
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise Stop(ExitCode.USAGE, f"cannot read {path}: {error.strerror}", "name the folder of a run") from error
    records: list[dict[str, Any]] = []
    previous = _START
    for number, line in enumerate(lines[:-1], start=1):
        record = _record(line)
        if record is None or record.get("previous") != previous or record.get("hash") != _hash(record):
            raise Stop(
                ExitCode.NOT_DURABLE,
                f"{path}: record {number} was altered or lost",
                "restore the file from git; a journal is never edited",
            )
        previous = record["hash"]
        records.append(record)
    return tuple(records)


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        data = json.loads(line)
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


def runs(folder: Path) -> tuple[Path, ...]:
    """Return the run folders below a journal folder, oldest first."""
    return tuple(sorted(path.parent for path in folder.glob("*/journal.jsonl")))
