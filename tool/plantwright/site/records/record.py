"""What every record has, and the documents, limits and lines of procedures that records of any kind name."""

import datetime
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from plantwright.findings.verdict import Path
from plantwright.frozen import dataclass, field

Number = float | int
Value = Number | str | bool

SECTION = "records"
"""The folder of the records in a site, and the first step of the path to a value in one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file that belongs to a record: its path from the folder of the record, and its hash."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit as the person who measured had it; `provenance` is "unverified" when its document was not read."""

    unit: str
    source: str
    minimum: Number | None = None
    maximum: Number | None = None
    provenance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A line of a procedure, and what became of it: pass, fail or not applicable."""

    line: str
    result: str
    value: Value | None = None
    unit: str = ""
    limit: Limit | None = None
    instrument: str = ""
    person: str = ""
    at: str = ""
    reason: str = ""
    photo: Document | None = None


@dataclass(frozen=True, kw_only=True)  # without slots, so that the time is read once
class Record:
    """One record. `name` is its file without the ending, `kind` its `record:` key, `data` the whole file.

    `found` holds the files that it names and that lie beside it, each with its SHA-256.
    """

    name: str
    kind: str
    object: str
    person: str
    at: str
    organisation: str = ""
    witness: str = ""
    instrument: str = ""
    note: str = ""
    result: str = ""
    ambient_c: Number | None = None
    humidity_percent: Number | None = None
    supersedes: str = ""
    reason: str = ""
    checks: tuple[Check, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    found: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """Return the name of the file in the folder of the records."""
        return f"{self.name}.yaml"

    @cached_property
    def time(self) -> datetime.datetime:
        """Return when it was done, with its zone."""
        return datetime.datetime.fromisoformat(self.at)

    @property
    def passed(self) -> bool:
        """Return whether the record says that nothing failed; a kind without a result says so by being there."""
        return self.result != "fail" and all(check.result != "fail" for check in self.checks)

    def path(self, *keys: str | int) -> Path:
        """Return the path of this record, or of a key in it."""
        return (SECTION, self.name, *keys)


def documents(data: Any, keys: Path = ()) -> Iterator[tuple[Path, Document]]:
    """Yield every document, photo and image in the data of a record, with the keys that lead to it."""
    if isinstance(data, Mapping):
        if data.keys() == {"file", "sha256"}:
            yield keys, Document(file=data["file"], sha256=data["sha256"])
        for key, value in data.items():
            yield from documents(value, (*keys, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from documents(value, (*keys, place))
