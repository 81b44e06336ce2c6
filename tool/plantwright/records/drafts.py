"""What was typed and is not a record yet, one file a draft, durable after every answer; and the keeping of a record.

Drafts lie in `records/.drafts/`, which no loader reads.
"""

import contextlib
import glob
import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plantwright.deploy import durable
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.frozen import dataclass
from plantwright.records.paths import path_of
from plantwright.records.questions import Answers, schema_at
from plantwright.site.procedures import shipped_lines
from plantwright.site.source import dump, read
from plantwright.site.wording import dotted

FOLDER = ".drafts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The answers so far; `lines` are the lines of a procedure that are walked through, by number."""

    kind: str
    answers: Answers
    lines: tuple[str, ...] = ()


def place(records: Path, kind: str, about: str) -> Path:
    """Return the file of the draft of a kind about an object."""
    return records / FOLDER / f"{kind}-{about}.yaml"


def load(path: Path) -> Draft | None:
    """Return the draft in a file, None when there is none; raise Stop for one that somebody changed and broke."""
    if not path.exists():
        return None
    loaded = read(path, str(path))
    try:
        if loaded.root is None:
            raise ValueError(loaded.problems[0].message)
        return _draft(loaded.root, path.stem)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise broken(path, error) from error


def broken(path: Path, error: Exception) -> Stop:
    """Return the stop for a draft that somebody changed and broke."""
    hint = "mend the file, or move it away to begin again"
    return Stop(ExitCode.USAGE, f"{path} is no draft that can be gone on with: {error}", hint)


def store(path: Path, draft: Draft) -> None:
    """Write a draft so that it is there after a power cut; raise Stop when storage does not hold it."""
    answers = [
        {"path": dotted(key)} | ({} if value is None else {"value": value}) for key, value in draft.answers.items()
    ]
    lines = {"lines": list(draft.lines)} if draft.lines else {}
    content = dump({"format": 1, "record": draft.kind, **lines, "answers": answers}, "A draft: no record yet.")
    durable.write(path, content.encode())


def put_aside(path: Path) -> Path:
    """Give a draft that is not gone on with another name; raise Stop when storage does not hold it.

    Nothing that was typed is deleted.
    """
    other = free_place(path)
    try:
        path.replace(other)
        durable.sync_folder(path.parent)
    except OSError as error:
        raise durable.not_durable(other, error) from error
    return other


def free_place(path: Path) -> Path:
    """Return the file for a draft: the one named, or a name of its own beside a draft that is there."""
    return path if not path.exists() else next(name for name in _names(path.parent, _aside(path)) if not name.exists())


def is_stored(path: Path, draft: Draft) -> bool:
    """Return whether a draft with the same answers lies there or beside it."""
    files = (path, *path.parent.glob(f"{glob.escape(_aside(path))}*.yaml"))
    return any((found := load(each)) and found.answers == draft.answers for each in files)


def drop(path: Path) -> None:
    """Remove a draft that has become a record; raise Stop when it stays."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        message = f"{path} cannot be removed: {error.strerror}"
        raise Stop(ExitCode.NOT_DURABLE, message, "remove it by hand; it is a record already") from error


@contextlib.contextmanager
def held(records: Path) -> Iterator[None]:
    """Hold the drafts of a site for this process alone, making their folder; raise Stop when another one has them."""
    folder = records / FOLDER
    durable.make_folder(folder)
    with durable.held(folder, f"another `plantwright record` is under way in {records}"):
        yield


def keep(records: Path, stem: str, text: str) -> Path:
    """Write a record to a new file and return its path; a name that is taken gets a number behind it.

    The file is there whole or not at all. Raises Stop when storage does not hold it.
    """
    durable.make_folder(records)
    whole = records / f".{stem}.{os.getpid()}"
    durable.write(whole, text.encode())
    try:
        name = _named(whole, _names(records, stem))
        durable.sync_folder(records)
    except OSError as error:
        raise durable.not_durable(records, error) from error
    if name is None:
        message = f"{records / stem}.yaml and all its numbers are taken"
        raise Stop(ExitCode.USAGE, message, "remove nothing; ask for help")
    return name


def hash_of(records: Path, name: str) -> str:
    """Return the SHA-256 of a file beside or below the records, empty when there is none."""
    file = (records / name).resolve()
    if not file.is_relative_to(records.resolve()) or not file.is_file():
        return ""
    with contextlib.suppress(OSError), file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
    return ""


def _draft(root: Mapping[str, Any], stem: str) -> Draft:
    """Return the draft in the data of a file; raise ValueError where its name or a procedure says something else."""
    kind, answers, lines = root["record"], root["answers"], tuple(map(str, root.get("lines", ())))
    if not stem.startswith(f"{kind}-"):
        raise ValueError(f"it is of a record {kind}")
    if gone := next((each for each in lines if each not in shipped_lines()), None):
        raise ValueError(f"no procedure has a line {gone} any more, and its answers belong to no other")
    found = {path_of(each["path"]): each.get("value") for each in answers}
    strange = next((path for path in found if schema_at(kind, path) is None), None)
    if strange:
        raise ValueError(f"a record {kind} has no {dotted(strange)}")
    return Draft(kind=kind, answers=found, lines=lines)


def _named(whole: Path, names: Iterator[Path]) -> Path | None:
    """Give a file the first name that is free, and return that; None when all are taken."""
    try:
        for name in names:
            with contextlib.suppress(FileExistsError):
                os.link(whole, name)
                return name
    finally:
        whole.unlink(missing_ok=True)
    return None


def _aside(path: Path) -> str:
    return f"{path.stem}-aside"


def _names(folder: Path, stem: str) -> Iterator[Path]:
    return (folder / f"{stem}{end}.yaml" for end in ("", *(f"-{number}" for number in range(2, 1000))))
