"""Says fast whether data satisfies a schema: functions made from the schema once, without jsonschema.

A yes is final. A no only means that jsonschema, which words every rejection, has to look.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from plantwright.site.formats import FORMATS, on_grid, pattern
from plantwright.site.tree import Map, Seq

Check = Callable[[Any], bool]
Schema = Mapping[str, Any]

_ANNOTATIONS = {"$schema", "$comment", "title", "description", "examples", "default", "definitions", "deprecated"}


class UnknownKeyword(ValueError):
    """A schema has a keyword this compiler cannot check."""


def compiled(schema: Schema, resources: Mapping[str, Schema] | None = None) -> Check:
    """Return the check of a schema; raise UnknownKeyword for what cannot be compiled.

    `resources` are the schemas that `$ref` may name beside `#/definitions/...`.
    """
    made: dict[str, Check] = {}
    done: dict[int, Check] = {}  # what several properties refer to is one object

    def compile_ref(ref: str) -> Check:
        if ref not in made:
            made[ref] = compile_one(_target(ref, schema, resources or {}))
        return made[ref]

    def compile_one(part: Schema | bool) -> Check:
        if isinstance(part, bool):
            return lambda _: part
        if "$ref" in part:  # in draft 7 nothing beside it counts
            return compile_ref(part["$ref"])
        if id(part) not in done:
            _refuse_unknown(part)
            done[id(part)] = _both(
                [make(part, compile_one) for keywords, make in _MAKERS if not keywords.isdisjoint(part)]
            )
        return done[id(part)]

    return compile_one(schema)


def _both(checks: Sequence[Check]) -> Check:
    """Return one check that is satisfied when all are."""
    if not checks:
        return lambda _: True
    first, *more = checks
    if not more:
        return first
    others = _both(more)
    return lambda value: first(value) and others(value)


def _target(ref: str, root: Schema, resources: Mapping[str, Schema]) -> Schema:
    start, _, name = ref.partition("#/definitions/")
    target: Schema | None = root.get("definitions", {}).get(name) if name and not start else resources.get(ref)
    if target is None:
        raise UnknownKeyword(f"$ref {ref}")
    return target


def _refuse_unknown(schema: Schema) -> None:
    unknown = [key for key in schema if key not in _KNOWN and (not key.startswith("x-") or key == "x-required")]
    if unknown:
        raise UnknownKeyword(unknown[0])


def is_number(value: Any) -> bool:
    """Return whether a value is a number; true and false are none."""
    return type(value) is int or type(value) is float


def is_whole(value: Any) -> bool:
    """Return whether a value is a whole number; 1.0 is none."""
    return isinstance(value, int) and not isinstance(value, bool)


_CLASSES: Mapping[str, tuple[type, ...]] = {
    "object": (dict, Map),
    "array": (list, Seq),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
}


def _type(schema: Schema, _: Callable[[Schema], Check]) -> Check:
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if any(name not in _CLASSES for name in names):
        raise UnknownKeyword(f"type {names}")
    classes = frozenset(each for name in names for each in _CLASSES[name])
    return lambda value: type(value) in classes  # not isinstance, to which true and false are integers


def _members(schema: Schema, _: Callable[[Schema], Check]) -> Check:
    allowed = [*schema.get("enum", []), *([schema["const"]] if "const" in schema else [])]
    if ("enum" in schema and "const" in schema) or any(isinstance(each, dict | list) for each in allowed):
        raise UnknownKeyword("enum")
    if all(isinstance(each, str) for each in allowed):
        words = frozenset(allowed)
        return lambda value: isinstance(value, str) and value in words
    known = {(isinstance(each, bool), each) for each in allowed}
    return lambda value: not isinstance(value, dict | list) and (isinstance(value, bool), value) in known


def _object(schema: Schema, compile_one: Callable[[Schema], Check]) -> Check:
    check_of = {key: compile_one(part) for key, part in schema.get("properties", {}).items()}.get
    other = compile_one(schema.get("additionalProperties", True))
    names = compile_one(schema["propertyNames"]) if "propertyNames" in schema else None
    required = frozenset(schema.get("required", ()))

    def check(value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        if not value.keys() >= required:
            return False
        for key, part in value.items():  # a loop, as most of the time goes here
            if not check_of(key, other)(part):
                return False
        return names is None or all(map(names, value))

    return check


def _array(schema: Schema, compile_one: Callable[[Schema], Check]) -> Check:
    item = compile_one(schema.get("items", True))
    least, most = schema.get("minItems", 0), schema.get("maxItems", float("inf"))
    unique = schema.get("uniqueItems", False)

    def check(value: Any) -> bool:
        if not isinstance(value, list):
            return True
        if not least <= len(value) <= most or not all(map(item, value)):
            return False
        return not unique or (all(isinstance(each, str) for each in value) and len(set(value)) == len(value))

    return check


def _number(schema: Schema, _: Callable[[Schema], Check]) -> Check:
    low, high = schema.get("minimum", float("-inf")), schema.get("maximum", float("inf"))
    above, step = schema.get("exclusiveMinimum", float("-inf")), schema.get("x-step")

    def check(value: Any) -> bool:
        if not is_number(value):
            return True
        return low <= value <= high and above < value and (step is None or on_grid(value, step))

    return check


def _text(schema: Schema, _: Callable[[Schema], Check]) -> Check:
    matches = pattern(schema.get("pattern", ""))
    form = schema.get("format")
    if form is not None and form not in FORMATS:
        raise UnknownKeyword(f"format {form}")
    least, most = schema.get("minLength", 0), schema.get("maxLength", float("inf"))

    def check(value: Any) -> bool:
        if not isinstance(value, str):
            return True
        return least <= len(value) <= most and bool(matches(value)) and (form is None or FORMATS[form](value))

    return check


def _branches(schema: Schema, compile_one: Callable[[Schema], Check]) -> Check:
    parts = [compile_one(part) for part in schema.get("allOf", ())]
    when = compile_one(schema.get("if", False))
    then, otherwise = compile_one(schema.get("then", True)), compile_one(schema.get("else", True))
    every = _both(parts)
    if "if" not in schema:
        return every
    return lambda value: every(value) and (then if when(value) else otherwise)(value)


_MAKERS: tuple[tuple[frozenset[str], Callable[..., Check]], ...] = (
    (frozenset({"type"}), _type),
    (frozenset({"enum", "const"}), _members),
    (frozenset({"properties", "additionalProperties", "propertyNames", "required"}), _object),
    (frozenset({"items", "minItems", "maxItems", "uniqueItems"}), _array),
    (frozenset({"minimum", "maximum", "exclusiveMinimum", "x-step"}), _number),
    (frozenset({"pattern", "format", "minLength", "maxLength"}), _text),
    (frozenset({"allOf", "if", "then", "else"}), _branches),
)
_KNOWN = _ANNOTATIONS.union(*(keywords for keywords, _ in _MAKERS))
