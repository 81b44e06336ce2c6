"""What a change makes necessary, read from `schemas/rework.yaml`: work to do again, parts of documents to reissue."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from plantwright.findings.verdict import Path
from plantwright.frozen import dataclass
from plantwright.resources import folder
from plantwright.site.difference import ADDED, REMOVED, RENAMED, ObjectChange, ValueChange
from plantwright.site.tables import data_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Work to do again, at an object of `section`; `records` are the kinds of record that prove it."""

    name: str
    text: str
    section: str
    procedure: str = ""
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A change that asks for work.

    `keys`: the first keys of changed values, `kinds`: the kinds of the object, () for any; `deployment`: "" for any.
    """

    section: str
    tasks: tuple[str, ...]
    reason: str
    keys: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    deployment: str = ""
    added: bool = False
    removed: bool = False
    renamed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a document, or all of it, that shows objects of some sections; `keys`: of these only, () for any.

    `each`: the section of the objects it is about, "" for those that it shows.
    """

    document: str
    sections: tuple[str, ...]
    part: str = ""
    each: str = ""
    keys: tuple[str, ...] = ()

    def shows(self, change: ObjectChange) -> bool:
        """Return whether a change can be seen in it."""
        firsts = {str(value.path[0]) for value in change.values if value.path}
        return change.section in self.sections and (not self.keys or not firsts or not firsts.isdisjoint(self.keys))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rework:
    """The whole table; `basis` says what it rests on and is printed with every list made from it."""

    basis: str
    tasks: Mapping[str, Task]
    causes: tuple[Cause, ...]
    documents: tuple[Part, ...]


class Asked(NamedTuple):
    """Work that a change of an object asks for; `path` is that of the value, () for the whole object."""

    task: Task
    reason: str
    path: Path


@cache
def rework() -> Rework:
    """Return the table that comes with plantwright; raise ValueError when its file cannot be read."""
    data = data_of(folder("schemas") / "rework.yaml")
    return Rework(
        basis=" ".join(data["basis"].split()),
        tasks={name: Task(name=name, **_frozen(entry)) for name, entry in data["tasks"].items()},
        causes=tuple(Cause(**_frozen(entry)) for entry in data["causes"]),
        documents=tuple(Part(**_frozen(entry)) for entry in data["documents"]),
    )


@cache
def units() -> Mapping[str, str]:
    """Return the unit that the ending of a key stands for, the longest ending first."""
    found: Mapping[str, str] = data_of(folder("schemas") / "units.yaml")["units"]
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


def unit_of(path: Path) -> str:
    """Return the unit that the keys of a path name, the nearest to its end; empty when none does."""
    keys = [key for key in reversed(path) if isinstance(key, str)]
    return next((unit for key in keys for ending, unit in units().items() if key.endswith(ending)), "")


def asked(change: ObjectChange, kind: str, deployment: Mapping[str, str]) -> Iterator[Asked]:
    """Yield the work a change asks for.

    `kind` is that of the object, `deployment` says how each parameter of the device comes into it.
    """
    table = rework()
    for cause in table.causes:
        if cause.section == change.section and (not cause.kinds or kind in cause.kinds):
            for path in _paths(cause, change, deployment):
                yield from (Asked(table.tasks[name], cause.reason, path) for name in cause.tasks)


def _frozen(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def _paths(cause: Cause, change: ObjectChange, deployment: Mapping[str, str]) -> Iterator[Path]:
    """Yield what of a change has the cause: () for the object as a whole, else the paths of its values."""
    whole = {ADDED: cause.added, REMOVED: cause.removed, RENAMED: cause.renamed}
    if whole.get(change.what, False):
        yield ()
    if not cause.renamed:
        yield from (value.path for value in change.values if _meant(cause, value, deployment))


def _meant(cause: Cause, value: ValueChange, deployment: Mapping[str, str]) -> bool:
    first = str(value.path[0]) if value.path else ""
    if first in _WORDS or (cause.keys and first not in cause.keys):
        return False
    name = str(value.path[1]) if len(value.path) > 1 else ""
    return not cause.deployment or deployment.get(name) == cause.deployment


_WORDS = ("title", "note")
"""Keys that only describe: no work follows from them."""
