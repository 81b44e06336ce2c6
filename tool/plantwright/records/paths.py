"""Paths into a record as people write them, and a record as a flat mapping of such paths to values and back."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plantwright.findings.verdict import Path


def path_of(text: str) -> Path:
    """Return the path written `measurements[0].between` or `measurements.0.between`; raise ValueError for no path."""
    steps = _INDEX.sub(r".\1", text.strip()).split(".")
    if not all(map(_STEP, steps)) or steps[0].isdecimal():
        raise ValueError(f"`{text}` is no path; write it like measurements[0].between")
    return tuple(int(step) if step.isdecimal() else step for step in steps)


def flat(data: Any, start: Path = ()) -> dict[Path, Any]:
    """Return every single value of maps and lists by its path, in their order; a map without keys is one too."""
    return dict(_leaves(data, start))


def nested(values: Mapping[Path, Any]) -> dict[str, Any]:
    """Return the maps and lists that values stand in; raise ValueError where they contradict each other.

    The items of a list are counted from 0, without a gap.
    """
    tree: dict[str | int, Any] = {}
    for path, value in values.items():
        _put(tree, path, value)
    return {str(key): _listed(part, (key,)) for key, part in tree.items()}


def _leaves(data: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(data, Mapping) and data:
        parts: Sequence[tuple[str | int, Any]] = list(data.items())
    elif isinstance(data, Sequence) and not isinstance(data, str) and data:
        parts = list(enumerate(data))
    else:
        yield path, data
        return
    for key, part in parts:
        yield from _leaves(part, (*path, key))


def _put(tree: dict[str | int, Any], path: Path, value: Any) -> None:
    here: Any = tree
    for step in path[:-1]:
        here = here.setdefault(step, {}) if isinstance(here, dict) else here
    clash = not isinstance(here, dict) or isinstance(here.get(path[-1]), dict)
    if clash:
        raise ValueError(f"{'.'.join(map(str, path))}: one key has a value and keys below it")
    here[path[-1]] = value


def _listed(part: Any, path: Path) -> Any:
    """Return a part with every map whose keys are numbers as a list."""
    if not isinstance(part, dict):
        return part
    parts = {key: _listed(each, (*path, key)) for key, each in part.items()}
    numbers = sorted(key for key in parts if isinstance(key, int))
    if not numbers:
        return parts
    name = ".".join(map(str, path))
    if len(numbers) < len(parts):
        raise ValueError(f"{name} is a list and a map at the same time")
    if numbers != list(range(len(numbers))):
        missing = next(number for number in range(len(numbers)) if number not in parts)
        raise ValueError(f"{name} has no item {missing}; items are counted from 0")
    return [parts[number] for number in numbers]


_INDEX = re.compile(r"\[(\d+)\]")
_STEP = re.compile(r"[a-z][a-z0-9_]*|L[123]|[A-D]|\d{1,4}").fullmatch
