"""A fault of the site files against a schema, put in words: what was found, what is allowed, what to do next."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from plantwright.findings.verdict import Outcome, Path, Verdict
from plantwright.frozen import dataclass
from plantwright.site import advice
from plantwright.site.catalog import DeviceType, Parameter
from plantwright.site.tree import Map, locate, locate_key
from plantwright.site.wording import RULES, bare, dotted, listed, owner, shown, suggestion


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

    @property
    def where(self) -> str:
        """Return the place of the fault as people write it."""
        return dotted(self.path)

    @property
    def unit(self) -> str:
        """Return the unit of the value with a space before it, if it has one."""
        unit = self.schema.get("x-unit", "")
        return f" {unit}" if unit else ""


class Words(NamedTuple):
    """What is said of a fault."""

    rule: str
    message: str
    hint: str


def verdict_of(fault: Fault, root: Map, types: Mapping[str, DeviceType]) -> Verdict:
    """Return the verdict on a fault with its place; for a device's setting also the source of the limit."""
    words = _WORDS.get(fault.keyword, _other)(fault)
    parameter = _parameter(fault.path, root, types)
    measured = fault.keyword in _BOUNDS
    return Verdict(
        rule=words.rule,
        name=RULES[words.rule],
        outcome=Outcome.FAIL,
        words=words.message,
        object=owner(fault.path),
        value=fault.value if isinstance(fault.value, int | float | str) else None,
        limit=fault.limit if measured else None,
        unit=fault.unit.strip() if measured else "",
        margin=-abs(round(fault.value - fault.limit, 9)) if measured else None,
        source=parameter.source if parameter else None,
        path=fault.path,
        location=(locate_key if fault.at_key else locate)(root, fault.path),
        hint=words.hint,
    )


def _parameter(path: Path, root: Mapping[str, Any], types: Mapping[str, DeviceType]) -> Parameter | None:
    """Return the device parameter that a path leads to."""
    if len(path) != 4 or path[2] != "parameters":
        return None
    device_type = types.get(str(root[str(path[0])][path[1]].get("type")))
    return device_type.parameters.get(str(path[3])) if device_type else None


def _unknown_key(fault: Fault) -> Words:
    key, known = fault.path[-1], list(fault.schema.get("properties", {}))
    name = fault.schema.get("x-device-type")
    if name:
        choices = f"its parameters: {listed(known)}" if known else "it has none; remove the key"
        return Words("SIT205", f"{name} has no parameter `{key}`", suggestion(key, known, choices))
    message = f"unknown key `{key}`" + (f" in {dotted(fault.path[:-1])}" if fault.path[:-1] else "")
    return Words("SIT101", message, suggestion(key, known, f"allowed here: {listed(known)}"))


_KINDS = {
    "number": "a number",
    "integer": "a whole number",
    "string": "text",
    "boolean": "true or false",
    "object": "a map of `key: value` lines",
    "array": "a list",
}


def _wrong_kind(fault: Fault) -> Words:
    wanted = fault.limit if isinstance(fault.limit, list) else [fault.limit]
    kinds = ", ".join(_KINDS.get(str(kind), str(kind)) for kind in wanted)
    text = "the text " if isinstance(fault.value, str) else ""
    message = f"{fault.where} must be {kinds}, found {text}{shown(fault.value)}"
    if wanted == ["integer"] and isinstance(fault.value, float):
        return Words("SIT107", message, advice.whole_number(fault.value))
    return Words("SIT102", message, advice.other_kind(fault.value, wanted))


def _not_allowed(fault: Fault) -> Words:
    allowed = fault.limit if isinstance(fault.limit, list) else [fault.limit]
    name = fault.schema.get("x-device-type")
    if name:
        key = fault.path[-1]
        message = f"{name} has no {key} {shown(fault.value)}; its {key}s: {listed(allowed) or 'none'}"
        hint = f"choose one of these {key}s" if allowed else f"remove `{key}:`"
        return Words("SIT204", message, suggestion(fault.value, allowed, hint))
    if fault.path == ("format",) and isinstance(fault.value, int) and fault.value > max(allowed):
        message = f"the site has format {bare(fault.value)}; this plantwright reads format {listed(allowed)}"
        return Words("SIT108", message, "it needs a newer plantwright: `pip install --upgrade plantwright`")
    message = f"{fault.where} cannot be {shown(fault.value)}; allowed: {listed(allowed)}"
    return Words("SIT103", message, suggestion(fault.value, allowed, "choose one of the allowed values"))


_BOUNDS = {
    "minimum": "the lowest value allowed is",
    "maximum": "the highest value allowed is",
    "exclusiveMinimum": "it must be above",
}


def _out_of_range(fault: Fault) -> Words:
    low, high = fault.schema.get("minimum"), fault.schema.get("maximum")
    message = f"{fault.where} is {bare(fault.value)}{fault.unit}; {_BOUNDS[fault.keyword]} {fault.limit}{fault.unit}"
    if low is None or high is None:
        return Words("SIT104", message, "check the value and its unit, which stands in the key")
    return Words("SIT104", message, f"write a value from {low} to {high}{fault.unit}")


def _off_step(fault: Fault) -> Words:
    message = f"{fault.where} is {bare(fault.value)}{fault.unit}, not a multiple of {fault.limit}{fault.unit}"
    return Words("SIT111", message, advice.near_step(fault.value, fault.limit))


def _missing(fault: Fault) -> Words:
    key = fault.limit
    example = fault.schema.get("properties", {}).get(key, {}).get("examples", ["..."])[0]
    line = f"`{key}: {bare(example)}`"
    if not fault.path:
        whole = "definitions" in fault.schema  # a section of a site, not a key of a record
        return Words("SIT203" if whole else "SIT105", f"`{key}:` is missing", f"add a line like {line}")
    return Words("SIT105", f"{fault.where} has no `{key}`", f"add a line like {line}{_defaults_too(fault.path)}")


def _defaults_too(path: Path) -> str:
    """Return where else a missing key of an item may stand."""
    may = owner(path) and path[0] not in ("feeders", "waivers") and all(isinstance(part, str) for part in path)
    return f", here or in defaults.{dotted((path[0], *path[2:]))}" if may else ""


_REASONS = {
    "date": "is not a date",
    "date-time": "is not a time with its zone",
    "host": "is neither a name nor an IPv4 address",
    "minLength": "is empty",
    "maxLength": "is too long",
}


def _badly_written(fault: Fault) -> Words:
    if fault.at_key:
        message = f"`{bare(fault.path[-1])}` cannot be a key in {dotted(fault.path[:-1])}"
        return Words("SIT109", message, fault.schema.get("description", f"it must match {fault.schema.get('pattern')}"))
    form = str(fault.schema.get("format"))
    reason = _REASONS.get(fault.keyword) or _REASONS.get(form, "is not written as it must be")
    examples = [str(example) for example in fault.schema.get("examples", [])]
    hint = f"write it like {' or '.join(examples)}" if examples else f"it must match {fault.schema.get('pattern')}"
    return Words("SIT106", f"{fault.where} {reason}" + (f": {shown(fault.value)}" if fault.value else ""), hint)


def _bad_list(fault: Fault) -> Words:
    if fault.keyword != "uniqueItems":
        some = {"minItems": "at least", "maxItems": "at most"}[fault.keyword]
        return Words("SIT110", f"{fault.where} has {len(fault.value)} entries", f"write {some} {fault.limit}")
    twice = next(each for number, each in enumerate(fault.value) if each in fault.value[:number])
    return Words("SIT110", f"{fault.where} has {shown(twice)} twice", "remove one of the two")


def _other(fault: Fault) -> Words:
    message = f"{fault.where} does not satisfy `{fault.keyword}`: {shown(fault.value)}"
    return Words("SIT112", message, f"the schema says {fault.keyword}: {shown(fault.limit)}")


_WORDS: Mapping[str, Callable[[Fault], Words]] = {
    "additionalProperties": _unknown_key,
    "required": _missing,
    "type": _wrong_kind,
    "enum": _not_allowed,
    "const": _not_allowed,
    **dict.fromkeys(_BOUNDS, _out_of_range),
    "x-step": _off_step,
    **dict.fromkeys(("pattern", "format", "minLength", "maxLength"), _badly_written),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems"), _bad_list),
}
