"""Checks that every tag a site names exists, is of the right kind, and names one thing only."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from plantwright.findings.verdict import Path, Verdict
from plantwright.frozen import dataclass
from plantwright.site.published import Schema
from plantwright.site.tree import Map, locate, locate_key
from plantwright.site.wording import dotted, listed, nearest, problem

NO_THINGS = ("defaults", "site", "supply", "standards", "deployment", "waivers", "format")
"""Top-level keys that hold no tagged things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A place of the format that names a tag: `*` in the path stands for any key or index.

    `sections` are those the tag may stand in; with `key`, the keys of the map are the tags.
    """

    path: tuple[str, ...]
    sections: tuple[str, ...]
    key: bool = False


def reference_problems(root: Map, schema: Schema) -> tuple[Verdict, ...]:
    """Return a problem for every tag that is unknown, of the wrong kind, or used for two things."""
    sections = {key: value for key, value in root.items() if isinstance(value, dict) and key not in NO_THINGS}
    owners = {tag: section for section in reversed(sections) for tag in sections[section]}
    unknown = [
        _unknown(root, path, tag, reference, owners)
        for reference in references(schema)
        for path, tag in _tags(root, reference)
        if owners.get(tag) not in reference.sections
    ]
    once = {each.location or each.path: each for each in reversed(unknown)}  # a tag in `defaults:` is told once
    return (*_doubles(root, sections), *once.values())


def references(schema: Schema) -> tuple[Reference, ...]:
    """Return every place of the site format that names a tag: those with x-reference or x-key-reference."""
    parts = [(key, part) for key, part in schema["properties"].items() if key != "defaults"]
    return tuple(reference for key, part in parts for reference in _below(part, (key,), schema["definitions"]))


def _below(part: Any, path: tuple[str, ...], definitions: Schema) -> Iterator[Reference]:
    if not isinstance(part, dict):
        return
    if "$ref" in part:
        yield from _below(definitions[part["$ref"].removeprefix("#/definitions/")], path, definitions)
    for annotation, key in (("x-reference", False), ("x-key-reference", True)):
        if annotation in part:
            yield Reference(path=path, sections=tuple(part[annotation]), key=key)
    for name, each in part.get("properties", {}).items():
        yield from _below(each, (*path, name), definitions)
    for keyword in ("additionalProperties", "items"):
        yield from _below(part.get(keyword), (*path, "*"), definitions)


def _tags(root: Mapping[str, Any], reference: Reference) -> Iterator[tuple[Path, str]]:
    """Yield every tag a site names at a reference, with its path."""
    for path, value in _values(root, reference.path):
        if reference.key and isinstance(value, dict):
            yield from (((*path, tag), tag) for tag in value)
        elif not reference.key and isinstance(value, str):
            yield path, value


def _values(value: Any, steps: tuple[str, ...]) -> list[tuple[Path, Any]]:
    """Return what the steps lead to, each with its path."""
    found: list[tuple[Path, Any]] = [((), value)]
    for step in steps:
        found = [((*path, key), part) for path, whole in found for key, part in _parts(whole, step)]
    return found


def _parts(value: Any, step: str) -> Iterable[tuple[str | int, Any]]:
    """Return the parts of a value that a step leads to."""
    if isinstance(value, dict):
        return value.items() if step == "*" else [(step, value[step])] if step in value else ()
    return enumerate(value) if isinstance(value, list) and step == "*" else ()


def _unknown(root: Map, path: Path, tag: str, reference: Reference, owners: Mapping[str, str]) -> Verdict:
    place = (locate_key if reference.key else locate)(root, path)
    where = dotted(path[:-1] if reference.key else path)
    wanted = listed(reference.sections)
    if tag in owners:
        return problem("SIT206", f"{where}: `{tag}` stands in {owners[tag]}; a tag of {wanted} belongs here",
                       _choices(tag, reference, owners), path, place)  # fmt: skip
    return problem("SIT201", f"{where}: there is no `{tag}` in {wanted}",
                   _choices(tag, reference, owners), path, place)  # fmt: skip


def _choices(tag: str, reference: Reference, owners: Mapping[str, str]) -> str:
    choices = [known for known, section in owners.items() if section in reference.sections]
    near = nearest(tag, choices)
    if near:
        return f"did you mean `{near}`?"
    return f"tags there: {listed(choices)}" if choices else f"none is there yet; add one to `{reference.sections[0]}:`"


def _doubles(root: Map, sections: Mapping[str, Mapping[str, Any]]) -> Iterator[Verdict]:
    first: dict[str, str] = {}
    for section, items in sections.items():
        for tag in items:
            if tag in first:
                place = locate_key(root, (first[tag], tag))
                yield problem("SIT202", f"`{tag}` stands in {first[tag]} and in {section}; a tag names one thing",
                              f"the first is at {place}; rename one of them" if place else "rename one of them",
                              (section, tag), locate_key(root, (section, tag)))  # fmt: skip
            else:
                first[tag] = section
