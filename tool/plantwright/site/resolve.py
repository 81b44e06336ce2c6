"""Turns the merged data of a site into the frozen model, or into everything that is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from plantwright.findings.verdict import Location, Path, Severity, Verdict
from plantwright.site.catalog import DeviceType
from plantwright.site.defaults import apply_defaults
from plantwright.site.device_types import KINDS, OwnTypes, shipped, used
from plantwright.site.freeze import build_site
from plantwright.site.model import Site
from plantwright.site.published import read_schema
from plantwright.site.references import reference_problems
from plantwright.site.schema import validate
from plantwright.site.tree import Map, locate
from plantwright.site.wording import dotted, listed, problem, shown, suggestion


class Resolved(NamedTuple):
    """`site` is None when a problem is an error; `root` has the defaults applied and locates every value."""

    site: Site | None
    root: Map
    problems: tuple[Verdict, ...]


def resolve(
    root: Mapping[str, Any], own: OwnTypes | None = None, *, sha256: str = "", complete: bool = True
) -> Resolved:
    """Apply the defaults, check schema, device types and references, and build the model.

    All problems are reported together. With `complete` false, files of the site could not be read, so nothing is said
    of what may stand in them: missing sections and unknown tags.
    """
    own = own or OwnTypes()
    applied = apply_defaults(root)
    types = used(applied, own.types)
    problems = [*own.problems, *validate(applied, types), *_type_problems(applied, types, own)]
    if any(each.rule == "SIT108" for each in problems):  # a newer format: nothing else can be judged
        return Resolved(None, applied, tuple(each for each in problems if each.rule == "SIT108"))
    if complete:
        problems += reference_problems(applied, read_schema("site.schema.json", after_defaults=True))
    else:
        problems = [each for each in problems if each.rule != "SIT203"]
    ordered = in_order(problems)
    sound = complete and not any(each.severity is Severity.ERROR for each in ordered)
    return Resolved(build_site(applied, types, sha256) if sound else None, applied, ordered)


def in_order(problems: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return problems by file, line and column; those without a place come first."""
    return tuple(sorted(problems, key=lambda each: _place(each.location)))


def _place(location: Location | None) -> tuple[str, int, int]:
    return (location.file, location.line, location.column) if location else ("", 0, 0)


def _type_problems(root: Map, types: Mapping[str, DeviceType], own: OwnTypes) -> Iterator[Verdict]:
    """Yield a problem for every device whose type is unknown or of another kind, once for each place it is written."""
    seen: set[Location | None] = set()
    for section, kind in KINDS.items():
        items = root.get(section)
        for tag, item in items.items() if isinstance(items, dict) else ():
            name = item.get("type") if isinstance(item, dict) else None
            wrong = isinstance(name, str) and name not in own.broken and (name not in types or types[name].kind != kind)
            place = locate(root, (section, tag, "type"))
            if wrong and (place is None or place not in seen):
                seen.add(place)
                path = (section, tag, "type")
                yield problem("SIT204", *_type_words(path, str(name), types, own), path, place)


def _type_words(path: Path, name: str, types: Mapping[str, DeviceType], own: OwnTypes) -> tuple[str, str]:
    """Return message and hint about a type that is unknown or of another kind."""
    if name in types:
        message = f"{dotted(path)}: {name} is a {types[name].kind}, not a {KINDS[str(path[0])]}"
        return message, "move the device to the section of its kind, or name another type"
    known = sorted({*shipped(), *own.types})
    choices = f"device types: {listed(known)}; a file devices/{name}.yaml adds one"
    return f"{dotted(path)}: there is no device type {shown(name)}", suggestion(name, known, choices)
