"""A fault of the site files against a schema, put in words: what was found, what is allowed, what to do next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from plantwright.findings.verdict import Outcome, Path, Verdict
from plantwright.site import advice
from plantwright.site.catalog import DeviceType, Parameter
from plantwright.site.source import locate, locate_key
from plantwright.site.wording import dotted, example_line, huge, listed, owner, shown, suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One keyword that a value does not satisfy: `limit` is the keyword's own value, `schema` the schema around it.

    `at_key`: the fault lies in the last key of the path, not in the value behind it.
    """

    keyword: str
    path: Path
    value: Any
    limit: Any
    schema: Mapping[str, Any]
    at_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said of a fault."""

    rule: str
    name: str
    message: str
    hint: str = ""


def verdict_of(fault: Fault, root: Mapping[str, Any], types: Mapping[str, DeviceType]) -> Verdict:
    """Return the verdict on a fault, with its place in the files and, for a device's setting, the source of the limit."""
    words = _WORDS.get(fault.keyword, _other)(fault)
    parameter = _parameter(fault.path, root, types)
    unit = fault.schema.get("x-unit", "")
    measured = fault.keyword in _RANGES
    return Verdict(
        rule=words.rule,
        name=words.name,
        outcome=Outcome.FAIL,
        message=words.message,
        object=owner(fault.path),
        value=fault.value if isinstance(fault.value, int | float | str) and not huge(fault.value) else None,
        limit=fault.limit if measured else None,
        unit=unit if measured else "",
        margin=-abs(fault.value - fault.limit) if measured else None,
        source=parameter.source if parameter else None,
        path=fault.path,
        location=(locate_key if fault.at_key else locate)(root, fault.path),
        hint=words.hint,
    )


def _parameter(path: Path, root: Mapping[str, Any], types: Mapping[str, DeviceType]) -> Parameter | None:
    """Return the device parameter a path leads to."""
    if len(path) != 4 or path[2] != "parameters":
        return None
    section = root.get(str(path[0]), {})
    item = section.get(path[1]) if isinstance(section, dict) else None
    device_type = types.get(str(item.get("type"))) if isinstance(item, dict) else None
    return device_type.parameters.get(str(path[3])) if device_type else None


def _unknown_key(fault: Fault) -> Words:
    key, known = fault.path[-1], list(fault.schema.get("properties", {}))
    device_type = fault.schema.get("x-device-type")
    if device_type:
        allowed = f"parameters of {device_type}: {listed(known, 40)}" if known else f"{device_type} has no parameters; remove it"
        return Words(rule="SIT205", name="unknown-parameter", message=f"{device_type} has no parameter `{key}`",
                     hint=suggestion(key, known, allowed))  # fmt: skip
    return Words(rule="SIT101", name="unknown-key", message=f"unknown key `{key}` in {dotted(fault.path[:-1])}",
                 hint=suggestion(key, known, f"keys allowed here: {listed(known, 40)}"))  # fmt: skip


_KINDS = {
    "number": "a number", "integer": "a whole number", "string": "text", "boolean": "true or false",
    "object": "a map of `key: value` lines", "array": "a list",
}  # fmt: skip


def _wrong_type(fault: Fault) -> Words:
    wanted = fault.limit if isinstance(fault.limit, list) else [fault.limit]
    message = f"{dotted(fault.path)} must be {', '.join(_KINDS.get(kind, kind) for kind in wanted)}, found {shown(fault.value)}"
    if wanted == ["integer"] and isinstance(fault.value, float):
        return Words(rule="SIT107", name="not-whole", message=message, hint=advice.whole_number(fault.value))
    return Words(rule="SIT102", name="wrong-type", message=message, hint=advice.other_kind(fault.value, wanted))


def _not_allowed(fault: Fault) -> Words:
    allowed = fault.limit if isinstance(fault.limit, list) else [fault.limit]
    key = fault.path[-1] if fault.path else ""
    if fault.schema.get("x-device-type"):
        message = f"{fault.schema['x-device-type']} has no {key} {shown(fault.value)}; {key}s: {listed(allowed)}"
        return Words(rule="SIT204", name=f"unknown-{key}", message=message,
                     hint=suggestion(fault.value, allowed, "choose one of them"))  # fmt: skip
    if fault.path == ("format",) and isinstance(fault.value, int) and fault.value > max(allowed):
        return Words(rule="SIT108", name="newer-format", message=f"this site has format {fault.value}, this plantwright reads {allowed[0]}",
                     hint="it needs a newer plantwright: `pip install --upgrade plantwright`")  # fmt: skip
    return Words(rule="SIT103", name="not-allowed", message=f"{dotted(fault.path)} cannot be {shown(fault.value)}; allowed: {listed(allowed)}",
                 hint=suggestion(fault.value, allowed, "choose one of the allowed values"))  # fmt: skip


_RANGES = {"minimum": "below the lowest value", "maximum": "above the highest value", "exclusiveMinimum": "not above"}


def _out_of_range(fault: Fault) -> Words:
    unit = f" {fault.schema['x-unit']}" if fault.schema.get("x-unit") else ""
    low, high = fault.schema.get("minimum"), fault.schema.get("maximum")
    value = shown(fault.value).strip("`")
    message = f"{dotted(fault.path)} is {value}{unit}, {_RANGES[fault.keyword]} {fault.limit}{unit}"
    if low is not None and high is not None:
        return Words(rule="SIT104", name="out-of-range", message=message, hint=f"choose a value from {low} to {high}{unit}")
    return Words(rule="SIT104", name="out-of-range", message=message, hint="check the value and its unit, which stands in the key")


def _off_step(fault: Fault) -> Words:
    unit = f" {fault.schema['x-unit']}" if fault.schema.get("x-unit") else ""
    message = f"{dotted(fault.path)} is {fault.value}{unit}, not a multiple of {fault.limit}{unit}"
    digits = len(str(fault.limit).partition(".")[2])
    low = round(fault.value // fault.limit * fault.limit, digits)
    return Words(rule="SIT111", name="off-step", message=message, hint=f"write {low} or {round(low + fault.limit, digits)}")


def _missing_key(fault: Fault) -> Words:
    key = fault.limit
    if not fault.path:
        return Words(rule="SIT203", name="missing-section", message=f"no file of the site has `{key}:`",
                     hint=f"add `{example_line(key, fault.schema)}` to one of them")  # fmt: skip
    return Words(rule="SIT105", name="missing-key", message=f"{dotted(fault.path)} has no `{key}`",
                 hint=f"add `{example_line(key, fault.schema)}`{_defaults_too(fault.path)}")  # fmt: skip


def _defaults_too(path: Path) -> str:
    """Return where else a missing key may stand."""
    known = len(path) > 1 and path[0] not in ("feeders", "waivers", "defaults") and not any(isinstance(part, int) for part in path)
    return f", here or in defaults.{dotted((path[0], *path[2:]))}" if known and owner(path) else ""


def _bad_text(fault: Fault) -> Words:
    if fault.at_key:
        return Words(rule="SIT109", name="bad-tag", message=f"{shown(fault.path[-1])} cannot be a key of {dotted(fault.path[:-1])}",
                     hint=_key_rule(fault))  # fmt: skip
    examples = fault.schema.get("examples", [])
    hint = f"write it like {shown(examples[0])}" if examples else f"it must match {fault.schema.get('pattern', '')}"
    what = {"date": "is not a date", "date-time": "is not a time with its zone", "host": "is neither a name nor an IPv4 address"}
    reason = {
        "format": what.get(str(fault.limit), "is malformed"),
        "pattern": what.get(str(fault.schema.get("format")), "is not written as it must be"),
        "minLength": "is too short", "maxLength": f"is longer than {fault.limit} characters",
    }[fault.keyword]  # fmt: skip
    return Words(rule="SIT106", name="bad-format", message=f"{dotted(fault.path)} {reason}: {shown(fault.value)}", hint=hint)


def _key_rule(fault: Fault) -> str:
    if fault.path[-2:-1] == ("channels",):
        return 'write the channel number, in quotes: "1"'
    return "a tag has letters, digits and . _ + = -, no spaces, and at most 40 characters"


def _bad_list(fault: Fault) -> Words:
    if fault.keyword == "minItems":
        return Words(rule="SIT110", name="bad-list", message=f"{dotted(fault.path)} is empty", hint="name at least one")
    twice = [each for number, each in enumerate(fault.value) if each in fault.value[:number]]
    return Words(rule="SIT110", name="bad-list", message=f"{dotted(fault.path)} names {shown(twice[0])} twice", hint="remove one of them")


def _other(fault: Fault) -> Words:
    return Words(rule="SIT112", name="not-valid", message=f"{dotted(fault.path)} does not satisfy `{fault.keyword}`: {shown(fault.value)}",
                 hint=f"it must satisfy {fault.keyword}: {shown(fault.limit)}")  # fmt: skip


_WORDS: Mapping[str, Callable[[Fault], Words]] = {
    "additionalProperties": _unknown_key, "required": _missing_key, "type": _wrong_type,
    "enum": _not_allowed, "const": _not_allowed,
    "minimum": _out_of_range, "maximum": _out_of_range, "exclusiveMinimum": _out_of_range, "x-step": _off_step,
    "pattern": _bad_text, "format": _bad_text, "minLength": _bad_text, "maxLength": _bad_text,
    "minItems": _bad_list, "uniqueItems": _bad_list,
}  # fmt: skip
