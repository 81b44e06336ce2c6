"""Which value cannot stand where it was entered, and why: a schema, a name, a time or a file says no. Pure."""

import dataclasses
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from plantwright.findings.verdict import Path
from plantwright.records.form import Form, moment
from plantwright.records.questions import Answers, keys_at, schema_at
from plantwright.site.characters import hidden
from plantwright.site.faults import verdict_of
from plantwright.site.model import Device
from plantwright.site.procedures import shipped_lines
from plantwright.site.published import Schema
from plantwright.site.schema import faults
from plantwright.site.tasks import PLANT
from plantwright.site.tree import Map
from plantwright.site.wording import dotted, listed, suggestion


class Refusal(NamedTuple):
    """Why a value is not taken, where, and what to do."""

    path: Path
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.message}\n  next: {self.hint}" if self.hint else self.message


def refusal(form: Form, answers: Answers, path: Path, value: Any) -> Refusal | None:
    """Return why a value cannot stand at a path, None when it can."""
    schema = schema_at(form.kind, path) or {}
    if isinstance(value, str) and (place := next(hidden(value), None)) is not None:
        return Refusal(
            path, f"{dotted(path)} holds a character that cannot be seen, at place {place + 1}", "type it again"
        )
    checks = (_unfit, _unknown, _comma, _no_setting, _out_of_time, _no_file)
    return next((found for check in checks if (found := check(form, answers, path, value, schema))), None)


def no_key(kind: str, path: Path) -> Refusal:
    """Return the refusal of a path that leads nowhere, with the keys at the place where it does."""
    depth = next(length for length in range(len(path)) if schema_at(kind, path[: length + 1]) is None)
    known, key = keys_at(kind, path[:depth]), path[depth]
    where = f" in {dotted(path[:depth])}" if depth else f" in a record {kind}"
    otherwise = f"allowed there: {listed(known)}" if known else "it is a single value, or a list: write [0] behind it"
    return Refusal(path, f"unknown key `{key}`{where}", suggestion(key, known, otherwise))


Check = Callable[[Form, Answers, Path, Any, Schema], Refusal | None]


def _unfit(form: Form, answers: Answers, path: Path, value: Any, schema: Schema) -> Refusal | None:
    """Refuse what the schema does not allow, in its words."""
    found = faults({"value": value}, {"properties": {"value": schema}}, {})
    if not found:
        return None
    verdict = verdict_of(dataclasses.replace(found[0], path=path), Map(), {})
    return Refusal(path, verdict.message, verdict.hint)


def _unknown(form: Form, answers: Answers, path: Path, value: Any, schema: Schema) -> Refusal | None:
    """Refuse the name of a thing that the site does not have."""
    what, known = _names(form, path)
    if not what or value in known:
        return None
    return Refusal(
        path, f"there is no {what} {value}", suggestion(value, known, f"one of {listed(known, 20) or 'none'}")
    )


def _names(form: Form, path: Path) -> tuple[str, tuple[str, ...]]:
    """Return what a path names and the names there are; nothing where it may be any text."""
    site = form.site
    if path == ("object",):
        return "object", (*sorted(site.tags()), PLANT)
    if path[-1] == "instrument":
        return "instrument", tuple(site.instruments)
    if path == ("probe",):
        return "probe", tuple(site.probes)
    if path[-1] == "line":
        return "line", tuple(shipped_lines())
    return "", ()


def _no_setting(form: Form, answers: Answers, path: Path, value: Any, schema: Schema) -> Refusal | None:
    """Refuse a setting that the device does not have, and a value that it cannot show."""
    if len(path) < 2 or path[0] not in ("settings", "as_found"):
        return None
    tag, name = str(answers.get(("object",))), str(path[1])
    device = form.site.item(tag)
    known = device.type.parameters if isinstance(device, Device) else {}
    if name not in known:
        hint = suggestion(name, tuple(known), "`plantwright devices` lists the settings of a device type")
        return Refusal(path, f"{tag} has no setting {name}", hint)
    codes, numeric = tuple(known[name].codes), known[name].kind in ("integer", "number")
    if codes and value not in codes:
        return Refusal(path, f"{name} is {value}, which {tag} cannot show", f"one of {listed(codes, 20)}")
    if numeric and (isinstance(value, bool) or not isinstance(value, int | float)):
        return Refusal(path, f"{name} is {value}, which is no number", "write the number alone, without its unit")
    return None


def _comma(form: Form, answers: Answers, path: Path, value: Any, schema: Schema) -> Refusal | None:
    """Refuse a decimal comma where text would be allowed too."""
    several = isinstance(schema.get("type"), list)
    if not several or not isinstance(value, str) or not re.fullmatch(r"[+-]?\d+,\d+", value):
        return None
    return Refusal(path, f"{dotted(path)} is no number: {value}", f"write {value.replace(',', '.')}")


def _out_of_time(form: Form, answers: Answers, path: Path, value: Any, schema: Schema) -> Refusal | None:
    """Refuse a time that is still to come, and one before the entry above it in a list."""
    when = moment(value) if schema.get("format") == "date-time" else None
    if when is None:
        return None
    if when > form.now:
        return Refusal(
            path, f"{dotted(path)} is in the future: {value}", "a record tells what was done; check the clock"
        )
    place = path[-2] if len(path) > 2 else None
    earlier = moment(answers.get((*path[:-2], place - 1, path[-1]))) if isinstance(place, int) else None
    if earlier and when < earlier:
        message = f"{dotted(path)} is before the entry above it: {value}, that one {earlier.isoformat()}"
        return Refusal(path, message, "entries stand in the order they were made; `back` goes to the one above")
    return None


def _no_file(form: Form, answers: Answers, path: Path, value: Any, schema: Schema) -> Refusal | None:
    """Refuse a document that does not lie where the record says."""
    document = schema_at(form.kind, path[:-1]) if path[-1] in ("file", "sha256") else None
    if not document or "sha256" not in document.get("properties", {}):
        return None
    if path[-1] == "file":
        missing = not form.hash_of(value)
        return Refusal(path, f"there is no file {value} beside the records", "put it there first") if missing else None
    found = form.hash_of(str(answers.get((*path[:-1], "file"))))
    return (
        Refusal(path, f"the SHA-256 of the file is {found}", "leave it at what is proposed") if found != value else None
    )
