"""Reads the records of a site: one YAML file for each thing that was measured, done or signed."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plantwright.findings.verdict import Verdict
from plantwright.site.schema import conforms
from plantwright.site.source import Loaded, Text, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record: `kind` is its `record:` key, `object` its tag, `data` the whole file as plain values."""

    kind: str
    object: str
    file: str
    person: str = ""
    witness: str = ""
    at: str = ""
    instrument: str = ""
    result: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The records of a site by time, and what was wrong with files that could not be used."""

    records: tuple[Record, ...]
    problems: tuple[Verdict, ...]
    texts: Mapping[str, Text] = field(default_factory=dict)


def read_records(folder: Path) -> tuple[Record, ...]:
    """Return the records in the YAML files of a folder (not of folders in it), oldest first."""
    return load_records(folder).records


def load_records(folder: Path) -> Records:
    """Return the records of a folder, and the problems of its files with their lines."""
    loaded = [(path, read(path, os.path.relpath(path))) for path in sorted(folder.glob("*.yaml"))]
    records = [_record(path.name, each.root) for path, each in loaded if each.root and "record" in each.root]
    return Records(
        records=tuple(sorted(records, key=lambda record: (record.at, record.file))),
        problems=tuple(problem for _, each in loaded for problem in (*each.problems, *_faults(each))),
        texts={each.text.file: each.text for _, each in loaded if each.text},
    )


def _faults(loaded: Loaded) -> tuple[Verdict, ...]:
    return conforms(loaded.root, "record.schema.json") if loaded.root is not None else ()


def _record(name: str, data: Mapping[str, Any]) -> Record:
    return Record(
        kind=str(data["record"]),
        object=str(data.get("object", "")),
        file=name,
        person=str(data.get("person", "")),
        witness=str(data.get("witness", "")),
        at=str(data.get("at", "")),
        instrument=str(data.get("instrument", "")),
        result=str(data.get("result", "")),
        data=data,
    )
