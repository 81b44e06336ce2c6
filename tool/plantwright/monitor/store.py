"""The database of readings: the only place that speaks SQL.

One row is what one device said at one time, its raw registers as a JSON list; `layout` says what they are. A row counts
once its transaction is committed, and is synced before that returns. Nothing is deleted but by `delete_before`. The
view `reading` is for whoever looks in with other tools.
"""

import contextlib
import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

from plantwright import __version__
from plantwright.deploy import durable
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.words import counted
from plantwright.monitor.layout import Layout, from_json, to_json
from plantwright.monitor.times import from_milliseconds, milliseconds, now, text_of

FORMAT_VERSION = 1
_APPLICATION = 0x706C6D6F
_BUSY_S = 10.0
_ELSEWHERE = "take the file from a copy, or name another --database"
_SCHEMA = """
CREATE TABLE plant (number TEXT NOT NULL, name TEXT NOT NULL, rehearsal INTEGER NOT NULL, made_at INTEGER NOT NULL,
    tool_version TEXT NOT NULL) STRICT;
CREATE TABLE layout (id INTEGER PRIMARY KEY, device TEXT NOT NULL, type TEXT NOT NULL, entries TEXT NOT NULL,
    UNIQUE (device, type, entries)) STRICT;
CREATE TABLE sample (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, layout INTEGER NOT NULL REFERENCES layout,
    raw TEXT NOT NULL) STRICT;
CREATE INDEX sample_layout ON sample (layout, at);
CREATE INDEX sample_at ON sample (at);
CREATE TABLE event (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
    text TEXT NOT NULL) STRICT;
CREATE VIEW reading AS SELECT strftime('%Y-%m-%dT%H:%M:%fZ', sample.at / 1000.0, 'unixepoch') AS time,
    (SELECT rehearsal FROM plant) AS rehearsal, layout.device,
    json_extract(entry.value, '$.register') AS register, json_extract(entry.value, '$.name') AS name,
    json_extract(sample.raw, '$[' || entry.key || ']') AS raw, json_extract(entry.value, '$.scale') AS scale,
    json_extract(entry.value, '$.unit') AS unit, json_extract(entry.value, '$.verified') AS verified
    FROM sample JOIN layout ON layout.id = sample.layout, json_each(layout.entries) AS entry;
"""
_SELECT = (
    "SELECT sample.at, layout.device, layout.type, layout.entries, sample.raw FROM sample "
    "JOIN layout ON layout.id = sample.layout"
)


@dataclass(frozen=True, slots=True)
class Plant:
    """Whose readings a database holds: number and name of the plant, and whether they are of a rehearsal."""

    number: str
    name: str
    rehearsal: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """The raw registers of one device at one time, in milliseconds since 1970-01-01 UTC."""

    at: int
    layout: Layout
    raw: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something other than a reading: `kind` is lost, back, late, clock, began, ended or deleted."""

    at: int
    kind: str
    subject: str
    text: str


class Store:
    """An open database. Threads may share it; raises Stop when storage does not hold what it is given."""

    def __init__(self, path: Path, connection: sqlite3.Connection, plant: Plant) -> None:
        self.path = path
        self.plant = plant
        self._connection = connection
        self._lock = threading.Lock()
        self._layouts: dict[tuple[str, str, str], int] = {}

    def add(self, samples: Sequence[Sample], events: Sequence[Event] = ()) -> None:
        """Keep samples and events, all or none; returns when they are on the disk."""
        with self._transaction() as run:
            rows = [(each.at, self._layout(each.layout), json.dumps(each.raw)) for each in samples]
            run.executemany("INSERT INTO sample (at, layout, raw) VALUES (?, ?, ?)", rows)
            found = [(each.at, each.kind, each.subject, each.text) for each in events]
            run.executemany("INSERT INTO event (at, kind, subject, text) VALUES (?, ?, ?, ?)", found)

    def samples(self, since: int = 0, devices: Sequence[str] = ()) -> Iterator[Sample]:
        """Yield the samples from a time on, oldest first, of the devices named or of all."""
        wanted = f" AND layout.device IN ({', '.join('?' * len(devices))})" if devices else ""
        yield from self._select(
            f"{_SELECT} WHERE sample.at >= ?{wanted} ORDER BY sample.at, sample.id", since, *devices
        )

    def events(self, since: int = 0) -> tuple[Event, ...]:
        """Return the events from a time on, oldest first."""
        with _told(self.path, "read"):
            return tuple(
                Event(*row)
                for row in self._connection.execute(
                    "SELECT at, kind, subject, text FROM event WHERE at >= ? ORDER BY id", (since,)
                )
            )

    def delete_before(self, moment: int) -> int:
        """Delete the samples before a time for good, note it as an event, and return how many they were."""
        with self._transaction() as run:
            gone = run.execute("DELETE FROM sample WHERE at < ?", (moment,)).rowcount
            run.execute(
                "INSERT INTO event (at, kind, subject, text) VALUES (?, 'deleted', '', ?)",
                (milliseconds(now()), f"{counted(gone, 'sample')} from before {text_of(from_milliseconds(moment))}"),
            )
        return gone

    def close(self) -> None:
        """Close the database."""
        with _told(self.path):
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _select(self, query: str, *values: object) -> Iterator[Sample]:
        layouts: dict[tuple[str, str, str], Layout] = {}
        with _told(self.path, "read"):
            for at, device, kind, entries, raw in self._connection.execute(query, values):
                key = device, kind, entries
                with _undamaged(self.path, device):
                    if key not in layouts:
                        layouts[key] = Layout(device, kind, from_json(entries))
                    sample = Sample(at, layouts[key], tuple(json.loads(raw)))
                yield sample

    def _layout(self, layout: Layout) -> int:
        values = layout.device, layout.type, to_json(layout.entries)
        if values not in self._layouts:
            self._connection.execute("INSERT OR IGNORE INTO layout (device, type, entries) VALUES (?, ?, ?)", values)
            query = "SELECT id FROM layout WHERE device = ? AND type = ? AND entries = ?"
            self._layouts[values] = int(self._connection.execute(query, values).fetchone()[0])
        return self._layouts[values]

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _told(self.path):
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                self._layouts.clear()
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise


def make_store(path: Path, plant: Plant) -> Store:
    """Open the database of a plant, and make it when there is none.

    Raises Stop when it holds readings of another plant, of the rehearsal of this one or of the real one, or is none.
    """
    durable.make_folder(path.parent)
    with _told(path):
        connection = _connect(path, "rwc")
        if not _known(connection, path):
            _make(connection, plant)
    return _guarded(path, connection, plant.number, plant.rehearsal)


def open_store(path: Path, number: str) -> Store:
    """Open the database of a plant for looking into it; raise Stop when there is none, or it is of another plant."""
    if not path.is_file():
        raise Stop(ExitCode.USAGE, f"there are no readings: {path} does not exist",
                   "take some: `plantwright monitor SITE`, or name the database: --database FILE")  # fmt: skip
    with _told(path, "read"):
        connection = _connect(path, "rw")
        if not _known(connection, path):
            connection.close()
            raise _not_ours(path)
    return _guarded(path, connection, number, None)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=_BUSY_S,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _known(connection: sqlite3.Connection, path: Path) -> bool:
    """Return whether a database is one of ours, False when it is empty; raise Stop when it is something else."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application == 0 and not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return False
    if application != _APPLICATION:
        connection.close()
        raise _not_ours(path)
    if version != FORMAT_VERSION:
        connection.close()
        raise Stop(ExitCode.REFUSED, f"{path} has format {version}; this plantwright reads {FORMAT_VERSION}",
                   "use the plantwright that made it, or name another --database")  # fmt: skip
    return True


def _make(connection: sqlite3.Connection, plant: Plant) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(
        f"BEGIN IMMEDIATE; PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {FORMAT_VERSION}; {_SCHEMA}"
    )
    connection.execute(
        "INSERT INTO plant VALUES (?, ?, ?, ?, ?)",
        (plant.number, plant.name, plant.rehearsal, milliseconds(now()), __version__),
    )
    connection.execute("COMMIT")


def _guarded(path: Path, connection: sqlite3.Connection, number: str, rehearsal: bool | None) -> Store:
    with _told(path, "read"):
        row: tuple[Any, ...] = connection.execute("SELECT number, name, rehearsal FROM plant").fetchone()
    found = Plant(row[0], row[1], bool(row[2]))
    what = "a rehearsal" if found.rehearsal else "the real plant"
    if found.number != number:
        why = f"readings of plant {found.number}, not of {number}"
    elif rehearsal not in (None, found.rehearsal):
        why = f"readings of {what}, which are never mixed with others"
    else:
        return Store(path, connection, found)
    connection.close()
    raise Stop(ExitCode.REFUSED, f"refused: {path} holds {why}", "name another one: --database FILE")


def _not_ours(path: Path) -> Stop:
    return Stop(ExitCode.USAGE, f"{path} is not a database of readings", "name another one: --database FILE")


@contextlib.contextmanager
def _undamaged(path: Path, device: str) -> Iterator[None]:
    """Turn text of a row that is not as it was stored into a Stop that says what to do."""
    try:
        yield
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Stop(ExitCode.USAGE, f"cannot read {path}: a row of {device} is damaged: {error}", _ELSEWHERE) from error


@contextlib.contextmanager
def _told(path: Path, doing: Literal["store", "read"] = "store") -> Iterator[None]:
    """Turn an error of the database into a Stop that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_NOTADB":
            raise _not_ours(path) from error
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise Stop(ExitCode.BUSY, f"{path} is in use by another program", "wait until it ends") from error
        if doing == "read":
            raise Stop(ExitCode.USAGE, f"cannot read {path}: {error}", _ELSEWHERE) from error
        raise Stop(
            ExitCode.NOT_DURABLE,
            f"cannot store {path}: {error}; what was kept before is still there",
            "free the disk, or name another --database",
        ) from error
