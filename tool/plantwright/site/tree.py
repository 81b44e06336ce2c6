"""Site data that remembers where every key and value stands, and the questions asked of it: where, and merged how."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from plantwright.findings.verdict import Location, Path, Verdict
from plantwright.site.characters import excerpt
from plantwright.site.problems import TAG_TWICE, problem

MERGE_KEY = "<<"
"""The key that merges another map into its own in YAML 1.1; no key may be called so."""


class Mark(NamedTuple):
    """Where a key and its value stand, counted from 1; for an item of a list both are the item's place."""

    file: str
    key_line: int
    key_column: int
    line: int
    column: int


class Map(dict[str, Any]):
    """A YAML mapping that remembers where each key and value stands; equal to a plain dict with the same values."""

    __slots__ = ("marks",)
    marks: dict[str, Mark]

    def __init__(
        self, values: Mapping[str, Any] | Iterable[tuple[str, Any]] = (), marks: Mapping[str, Mark] | None = None
    ) -> None:
        super().__init__(values)
        self.marks = dict(marks or ())


class Seq(list[Any]):
    """A YAML sequence that remembers where each item stands; equal to a plain list with the same items."""

    __slots__ = ("marks",)
    marks: list[Mark]

    def __init__(self, items: Iterable[Any] = (), marks: Iterable[Mark] = ()) -> None:
        super().__init__(items)
        self.marks = list(marks)


def locate(root: Map, path: Path) -> Location | None:
    """Return the place of a value; where the path ends early, the place of the last key that exists.

    The root stands where its first key stands. None when the root is empty or was not read from a file.
    """
    mark, complete = _last_mark(root, path)
    if mark is None:
        return _start(root)
    return _value_place(mark) if complete else _key_place(mark)


def locate_key(root: Map, path: Path) -> Location | None:
    """Return the place of the key of a value; where the path ends early, the place of the last key that exists."""
    mark, _ = _last_mark(root, path)
    return _start(root) if mark is None else _key_place(mark)


def merge(roots: Sequence[Map]) -> tuple[Map, tuple[Verdict, ...]]:
    """Merge files by top-level section and tag; the first of two stays, the second is a problem that names both places.

    `format` may stand in every file as long as it says the same.
    """
    merged = Map()
    problems: list[Verdict] = []
    for root in roots:
        for section, value in root.items():
            if section not in merged:
                _take(merged, section, _copied(value), root.marks[section])
            elif isinstance(value, Map) and isinstance(merged[section], Map):
                problems += _merge_section(section, merged[section], value)
            elif not _same_format(section, merged[section], value):
                problems.append(_twice((section,), merged.marks[section], root.marks[section]))
    return merged, tuple(problems)


def _last_mark(root: Map, path: Path) -> tuple[Mark | None, bool]:
    """Return the mark of the last step of a path that exists, and whether that is the end of the path."""
    last: Mark | None = None
    here: Any = root
    for step in path:
        mark = _mark(here, step)
        if mark is None:
            return last, False
        last, here = mark, here[step]
    return last, True


def _mark(here: Any, step: str | int) -> Mark | None:
    if isinstance(here, Map):
        return here.marks.get(step) if isinstance(step, str) and step in here else None
    if isinstance(here, Seq) and isinstance(step, int) and 0 <= step < min(len(here), len(here.marks)):
        return here.marks[step]
    return None


def _start(root: Map) -> Location | None:
    return next((_key_place(mark) for mark in root.marks.values()), None)


def _key_place(mark: Mark) -> Location:
    return Location(file=mark.file, line=mark.key_line, column=mark.key_column)


def _value_place(mark: Mark) -> Location:
    return Location(file=mark.file, line=mark.line, column=mark.column)


def _merge_section(section: str, merged: Map, more: Map) -> list[Verdict]:
    problems = []
    for tag, value in more.items():
        if tag in merged:
            problems.append(_twice((section, tag), merged.marks[tag], more.marks[tag]))
        else:
            _take(merged, tag, value, more.marks[tag])
    return problems


def _take(into: Map, key: str, value: Any, mark: Mark) -> None:
    into[key] = value
    into.marks[key] = mark


def _copied(value: Any) -> Any:
    return Map(value, value.marks) if isinstance(value, Map) else value


def _same_format(section: str, first: Any, second: Any) -> bool:
    return section == "format" and type(first) is type(second) and bool(first == second)


def _twice(path: tuple[str, ...], first: Mark, second: Mark) -> Verdict:
    what = f"{excerpt(path[-1])} in {excerpt(path[0])}" if len(path) > 1 else f"the section {excerpt(path[0])}"
    return problem(
        TAG_TWICE,
        _key_place(second),
        f"{what} is already defined in {_short(_key_place(first))}; "
        + ("a tag may stand once" if len(path) > 1 else "only a section of tags may be continued in another file"),
        "rename or remove one of the two" if len(path) > 1 else "write the section in one file",
        path,
    )


def _short(place: Location, width: int = 60) -> str:
    text = str(place)
    return text if len(text) <= width else "…" + text[-width:]
