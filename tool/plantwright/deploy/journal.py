"""The journal of a run: append-only JSON lines, each chained to the one before by its hash, synced before it counts.

A run's folder holds `journal.jsonl`. Who adds to a run that has ended (recovery, a check after a power cycle) writes
the next file, `journal-2.jsonl` and so on, chained to the last whole record: a file that was left is never opened to be
written again. The kinds of record:

| kind | says |
|---|---|
| start | which plan, plant, operator; `after`: the last hash of the runs before it |
| as-found, as-left | all registers of a device before the first write and after the last one |
| intent | a frame is about to be sent; synced before it is |
| outcome | what became of it; the last one about a register holds |
| side-effect | a register that changed by itself |
| interrupted | the run was broken off by force; `open`: what was under way |
| end | the run came to its end |
| recovered | what a later reading says of an intent without outcome; as an outcome |
| statement | what a person says of a register that stays unknown: `person`, `reason`, `seen` |
| after-power-cycle | what a register reads after the device was without power: `result` verified or altered |
| note | anything else worth knowing later |
"""

import datetime
import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from plantwright.deploy import durable
from plantwright.findings.exit_code import ExitCode, Stop

FORMAT_VERSION = 2
"""Of every record; 2 since `as-found` says what was planned and `start` who made and signed the plan."""
CLOCK_TOLERANCE = datetime.timedelta(seconds=2)
"""How far a clock may jump back before a run stops; our own choice: more than time servers correct in one step."""

Record = Mapping[str, Any]

_START = "0" * 64


def now() -> str:
    """Return the time of this moment with its zone, to the millisecond."""
    return datetime.datetime.now().astimezone().isoformat(timespec="milliseconds")


def set_back(latest: str) -> bool:
    """Return whether the clock stands before a time of the past, tolerance deducted; False for an empty time."""
    return bool(latest) and _time(now()) + CLOCK_TOLERANCE < _time(latest)


def _time(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The whole records of a run, how many files hold them, and what was left out because it was never finished."""

    records: tuple[Record, ...] = ()
    files: int = 0
    notices: tuple[str, ...] = ()


class Journal:
    """A journal open for appending, by one process; `append` returns only when the record is on the disk.

    Threads may share it. After a failed append it takes no more: nothing may follow a record that may be torn.
    """

    def __init__(self, folder: Path, chain: Chain | None = None, held: int | None = None) -> None:
        """Begin the journal of a new run, or add to the one whose `chain` was read while `held` held its folder."""
        self.folder = folder
        self.before = chain or Chain()
        last: Record = chain.records[-1] if chain and chain.records else {"hash": _START, "seq": 0, "at": ""}
        self.path = folder / _name(chain.files + 1 if chain else 1)
        self.previous: str = last["hash"]
        self.latest: str = last["at"]
        self._sequence: int = last["seq"]
        self._turn = threading.Lock()
        self._unfit: Stop | None = None
        self._descriptor: int | None = None
        self._held: int | None = _new(folder) if held is None else held
        if held is None:
            self._descriptor = self._open()

    def append(self, kind: str, **facts: Any) -> None:
        """Append one record and sync it; raise Stop when that fails, after which nothing may be sent."""
        with self._turn:
            if self._unfit:
                raise Stop(self._unfit.code, self._unfit.message, self._unfit.hint)
            record = self._record(kind, facts)
            self._unfit = _broken_off(self.path)
            try:
                self._store(record)
            except OSError as error:
                self._unfit = durable.not_durable(self.path, error)
                raise self._unfit from error
            self._unfit = None
            self._sequence, self.previous = record["seq"], record["hash"]
            self.latest = max(self.latest or record["at"], record["at"], key=_time)

    def close(self) -> None:
        """Close the journal; whoever still wants to append is stopped."""
        with self._turn:
            self._unfit = _broken_off(self.path)
            for each in (self._descriptor, self._held):
                if each is not None:
                    os.close(each)
            self._descriptor = self._held = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _record(self, kind: str, facts: Record) -> dict[str, Any]:
        head = {"format": FORMAT_VERSION, "seq": self._sequence + 1, "at": now(), "kind": kind}
        record = {**head, **facts, "previous": self.previous}
        return {**record, "hash": _hash(record)}

    def _store(self, record: Record) -> None:
        if self._descriptor is None:
            self._descriptor = self._open()
        durable.write_all(self._descriptor, _line(record))
        os.fsync(self._descriptor)

    def _open(self) -> int:
        try:
            descriptor = durable.create(self.path)
            durable.sync_folder(self.folder)
        except OSError as error:
            raise durable.not_durable(self.folder, error) from error
        return descriptor


def continue_run(folder: Path) -> Journal:
    """Return the journal of a run that has ended or was broken off, to add to it in a file of its own.

    Nothing is made before the first record. Raise Stop when the run is still under way or its chain is broken.
    """
    held = durable.hold(folder, f"run {folder.name} is under way")
    try:
        return Journal(folder, load(folder), held)
    except BaseException:
        os.close(held)
        raise


def _new(folder: Path) -> int:
    durable.make_folder(folder.parent)
    try:
        folder.mkdir()
        durable.sync_folder(folder.parent)
    except OSError as error:
        raise durable.not_durable(folder, error) from error
    return durable.hold(folder, f"run {folder.name} is under way")


def _name(number: int) -> str:
    return "journal.jsonl" if number == 1 else f"journal-{number}.jsonl"


def _broken_off(path: Path) -> Stop:
    return Stop(ExitCode.NOT_DURABLE, f"{path} is closed, or its last record was broken off", "plantwright resolve RUN")


def _hash(record: Record) -> str:
    content = {key: value for key, value in record.items() if key != "hash"}
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def emergency_copy(run: str, record: Record) -> Path | None:
    """Keep a record that the journal did not take in the folder for temporary files; None when that fails as well."""
    path = Path(tempfile.gettempdir()) / f"plantwright-{os.getuid()}" / f"{run}-{record['at'].replace(':', '')}.json"
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor = durable.create(path)
        durable.write_all(descriptor, _line(record))
        os.close(descriptor)
    except OSError:
        return None
    return path


def read(folder: Path) -> tuple[Record, ...]:
    """Return the records of a run's journal, as `load`."""
    return load(folder).records


def load(folder: Path) -> Chain:
    """Return the journal of a run, its continuations included.

    The last record of a file is left out, with a notice, when its end is missing or unwritten: it was never synced, so
    nothing was sent on its account. Raise Stop when the chain is broken before that, naming the record, or when a file
    is missing, a link, or open to everybody.
    """
    count = max((_number(path) for path in folder.glob("journal*.jsonl")), default=1)
    records: list[Record] = []
    notices: list[str] = []
    for number in range(1, count + 1):
        path = folder / _name(number)
        whole, torn = _lines(_bytes(path))
        records.extend(_chained(path, whole, records[-1]["hash"] if records else _START))
        notices += [f"{path}: the last record was never finished; it counts for nothing"] if torn else []
    return Chain(records=tuple(records), files=count, notices=tuple(notices))


def _number(path: Path) -> int:
    number = path.stem.removeprefix("journal").removeprefix("-")
    return int(number) if number.isdecimal() else 1


def _bytes(path: Path) -> bytes:
    try:
        return durable.read(path)
    except FileNotFoundError as error:
        if not path.parent.is_dir() or not any(path.parent.iterdir()):
            raise Stop(ExitCode.USAGE, f"there is no run in {path.parent}", "name the folder of a run") from error
        raise Stop(
            ExitCode.NOT_DURABLE, f"{path} is missing", "restore it from git; the journal of a run is never deleted"
        ) from error
    except OSError as error:
        raise Stop(
            ExitCode.NOT_DURABLE, f"cannot read {path}: {error.strerror}", "a journal is a plain file that you may read"
        ) from error


def _lines(data: bytes) -> tuple[Sequence[bytes], bool]:
    """Return the whole lines of a file, and whether a last one is torn: without an end, or with pages never written."""
    *whole, rest = data.split(b"\n")
    if not rest and whole and b"\0" in whole[-1]:
        return whole[:-1], True
    return whole, bool(rest)


def _chained(path: Path, lines: Iterable[bytes], previous: str) -> list[Record]:
    records: list[Record] = []
    for number, line in enumerate(lines, start=1):
        record = _parsed(line)
        if record is None or record.get("previous") != previous or record.get("hash") != _hash(record):
            raise Stop(
                ExitCode.NOT_DURABLE,
                f"{path}: record {number} was altered or lost",
                "restore the file from git; a journal is never edited",
            )
        if record.get("format") != FORMAT_VERSION:
            raise Stop(
                ExitCode.REFUSED,
                f"{path} has journal format {record.get('format')}; this plantwright reads {FORMAT_VERSION}",
                "read it with the plantwright that wrote it; keep new runs in another folder: --journal DIR",
            )
        previous = record["hash"]
        records.append(record)
    return records


def _parsed(line: bytes) -> dict[str, Any] | None:
    """Return the record of a line, None when it is not, byte for byte, what was written."""
    try:
        data = json.loads(line)
        same = _line(data) == line + b"\n"
    except (ValueError, RecursionError):
        return None
    return data if same and isinstance(data, dict) else None


def _line(record: Record) -> bytes:
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def runs(folder: Path) -> tuple[Path, ...]:
    """Return the run folders below a journal folder, by the time of their plans."""
    return tuple(sorted(path.parent for path in folder.glob("*/journal.jsonl")))
