"""Reads the records of a site from its folder `records/`: the files, their problems, and the data to locate them by."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from plantwright.findings.verdict import Verdict
from plantwright.site.freeze import build
from plantwright.site.records import KINDS, SECTION, Record, documents
from plantwright.site.schema import conforms
from plantwright.site.source import Loaded, Text, read
from plantwright.site.tree import Map, Mark


class RecordFiles(NamedTuple):
    """The records by name, what is wrong with files that could not be used, and the tree that locates their values."""

    records: Mapping[str, Record]
    root: Map
    problems: tuple[Verdict, ...]
    texts: Mapping[str, Text]


def read_records(files: Sequence[tuple[Path, str]]) -> RecordFiles:
    """Return the records in files, each with the name that people see; a file with a problem gives no record."""
    loaded = [(path.stem, shown, read(path, shown)) for path, shown in files]
    problems = tuple(problem for _, _, each in loaded for problem in _problems(each))
    faulty = {problem.location.file for problem in problems if problem.location}
    sound = {name: (shown, each.root) for name, shown, each in loaded if each.root and shown not in faulty}
    folders = {path.stem: path.parent for path, _ in files}
    marks = {name: Mark(shown, 1, 1, 1, 1) for name, (shown, _) in sound.items()}
    return RecordFiles(
        records={name: record(name, root, found_beside(folders[name], root)) for name, (_, root) in sound.items()},
        root=Map({name: root for name, (_, root) in sound.items()}, marks),
        problems=problems,
        texts={each.text.file: each.text for _, _, each in loaded if each.text},
    )


def record(name: str, data: Map, found: Mapping[str, str] | None = None) -> Record:
    """Return the record in the data of a file, which must satisfy `schemas/record.schema.json`."""
    kind = str(data["record"])
    return build(KINDS[kind], data, name=name, kind=kind, data=data, found=found or {})


def found_beside(folder: Path, data: Map) -> Mapping[str, str]:
    """Return the files that a record names and that can be read in its folder or below, each with its SHA-256."""
    named = dict.fromkeys(document.file for _, document in documents(data))
    return {name: digest for name in named if (digest := _sha256(folder, name))}


def _sha256(folder: Path, name: str) -> str:
    """Return the hash of a file, empty for one that is not there, lies elsewhere or is no plain file."""
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            return ""
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except (OSError, ValueError, RuntimeError):  # unreadable, a name no file can have, links in a circle
        return ""


def with_records(root: Map, files: RecordFiles) -> Map:
    """Return the tree of a site with that of its records, so that one path finds a value in either."""
    mark = next(iter(files.root.marks.values()), None)
    return Map({**root, SECTION: files.root}, {**root.marks, SECTION: mark}) if mark else root


def _problems(loaded: Loaded) -> tuple[Verdict, ...]:
    if loaded.root is None:
        return loaded.problems
    return (*loaded.problems, *conforms(loaded.root, "record.schema.json"))
