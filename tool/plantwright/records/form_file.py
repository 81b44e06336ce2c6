"""A form that was filled in: of which plant it is, which records it holds, and what was filled in for each. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from plantwright.findings.verdict import Path
from plantwright.pdf_file import FormField
from plantwright.records.blank import MOMENT, Blank
from plantwright.records.paths import path_of
from plantwright.records.questions import schema_at
from plantwright.site.model import Site
from plantwright.site.procedures import shipped_lines
from plantwright.site.records import KINDS
from plantwright.site.wording import dotted

IDENTITY = "plantwright"
"""The hidden field that says what a form was made of."""

_FORMAT = 1
_WHOSE = ("plant", "configuration", "document", "revision")
_AT: Path = ("at",)


class NoForm(Exception):
    """The fields are not those of a form of ours; the text says why."""


class Entered(NamedTuple):
    """A record in a form. `fields`: what was filled in or printed, by path; `lines`: those under `checks`, by number.

    `begun`: somebody filled something in; what is printed into a blank form does not count.
    """

    kind: str
    object: str
    part: str
    given: Mapping[str, str]
    lines: tuple[str, ...]
    fields: Mapping[str, FormField]
    begun: bool

    @property
    def title(self) -> str:
        """Return the kind and the object of the record, and what tells it from others of its kind there."""
        return " ".join(filter(None, (self.kind, self.object, self.part)))


class FilledForm(NamedTuple):
    """A form: of which plant, configuration and revision, the records in it, and texts that belong to none of them."""

    plant: str
    configuration: str
    document: str
    revision: str
    entered: tuple[Entered, ...]
    strays: tuple[FormField, ...]


def identity(
    site: Site, document: str, revision: str, blanks: Sequence[Blank], printed: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the hidden field of a form holds: whose it is, its records, and what is printed into its fields."""
    return {
        "format": _FORMAT,
        "plant": site.identity.number,
        "configuration": site.sha256,
        "document": document,
        "revision": revision,
        "records": {
            each.key: {
                "kind": each.kind,
                "object": each.object,
                "part": each.part,
                "given": dict(each.given),
                "lines": [line.id for line in each.lines] if each.kind == "checklist" else [],
                "shared": each.shared,
            }
            for each in blanks
        },
        "printed": dict(printed),
    }


def read_form(fields: Sequence[FormField]) -> FilledForm:
    """Return what the fields of a form say; raise NoForm for those of another one."""
    known = {field.name: field for field in fields}
    if IDENTITY not in known:
        raise NoForm("it has fields, but they are not those of a checklist of plantwright")
    try:
        return _read(json.loads(known.pop(IDENTITY).text), known)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise NoForm(f"its field `{IDENTITY}` was changed: {error}") from error


def _read(about: Mapping[str, Any], known: Mapping[str, FormField]) -> FilledForm:
    if about["format"] != _FORMAT:
        raise ValueError(f"format {about['format']} instead of {_FORMAT}")
    printed = about["printed"]
    entered = tuple(_entered(key, each, known, printed) for key, each in about["records"].items())
    used = {field.name for each in entered for field in each.fields.values()}
    strays = tuple(field for name, field in known.items() if field.text and name not in used)
    plant, configuration, document, revision = (str(about[key]) for key in _WHOSE)
    return FilledForm(plant, configuration, document, revision, entered, strays)


def _entered(key: str, about: Mapping[str, Any], known: Mapping[str, FormField], printed: Mapping[str, str]) -> Entered:
    if about["kind"] not in KINDS:
        raise ValueError(f"there is no kind of record {about['kind']}")
    kind, lines = about["kind"], tuple(map(str, about["lines"]))
    fields = _below(kind, f"{key}/", lines, known)
    begun = any(field.text != printed.get(field.name) for field in fields.values())
    if begun and about.get("shared"):
        fields = {**_below(kind, f"{about['shared']}/", lines, known), **fields}
    return Entered(
        kind=kind,
        object=str(about["object"]),
        part=str(about["part"]),
        given={dotted(path_of(path)): str(value) for path, value in about["given"].items()},
        lines=lines,
        fields=fields,
        begun=begun,
    )


def _below(kind: str, start: str, lines: Sequence[str], known: Mapping[str, FormField]) -> dict[str, FormField]:
    """Return the fields that were filled in of a record by path; their names begin with `start`."""
    own = {name.removeprefix(start): field for name, field in known.items() if name.startswith(start) and field.text}
    return {path: field for path, field in own.items() if _is_field(kind, path, lines)}


def _is_field(kind: str, text: str, lines: Sequence[str]) -> bool:
    """Return whether a record of a kind in a form has a field of that path; a line that is gone has none."""
    try:
        path = path_of(text)
    except ValueError:
        return False
    if path[0] == "checks":
        line = lines[path[1]] if len(path) > 1 and isinstance(path[1], int) and path[1] < len(lines) else ""
        return line in shipped_lines() and schema_at(kind, path) is not None
    return _is_part_of_time(kind, path) or (path != _AT and schema_at(kind, path) is not None)


def _is_part_of_time(kind: str, path: Path) -> bool:
    return path[-1] in MOMENT and (schema_at(kind, path[:-1]) or {}).get("format") == "date-time"
