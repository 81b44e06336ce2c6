"""Validates data against our schemas: fast when it is right, in words when it is not. The only user of jsonschema."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from plantwright.findings.verdict import Verdict
from plantwright.site import quick
from plantwright.site.catalog import DeviceType
from plantwright.site.faults import Fault, verdict_of
from plantwright.site.formats import FORMATS, on_grid, pattern
from plantwright.site.published import Schema, parameter_schema, parameter_schemas, read_schema, site_schema
from plantwright.site.tree import Map

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

__all__ = ["conforms", "faults", "parameter_schema", "validate"]


def validate(root: Map, types: Mapping[str, DeviceType]) -> tuple[Verdict, ...]:
    """Return the problems of a merged site to which `defaults:` has been applied; `types` are those it uses.

    The `defaults:` section itself is validated first, where nothing is required, so that a wrong value in it is told
    once and not for every item that takes it over.
    """
    resources = parameter_schemas(types)
    given = {"defaults": root["defaults"]} if "defaults" in root else {}
    items = {key: value for key, value in root.items() if key != "defaults"}
    found = [
        *(faults(given, site_schema(types), resources) if given else ()),
        *_site_faults(items, site_schema(types, after_defaults=True), resources),
    ]
    return _once(found, root, types)


def conforms(root: Map, name: str) -> tuple[Verdict, ...]:
    """Return the problems of a file against a schema of `schemas/`, for example `record.schema.json`."""
    check, schema = _quick_of(name), read_schema(name, after_defaults=True)
    return () if check and check(root) else _once(authority(root, schema, {}), root, {})


def faults(root: Mapping[str, Any], schema: Schema, resources: Mapping[str, Schema]) -> tuple[Fault, ...]:
    """Return every fault of data against a schema, none when the quick check is satisfied."""
    check = _quick(root, schema, resources)
    return () if check and check(root) else authority(root, schema, resources)


def authority(root: Mapping[str, Any], schema: Schema, resources: Mapping[str, Schema]) -> tuple[Fault, ...]:
    """Return every fault that jsonschema finds; it decides, whatever the quick check says."""
    return tuple(fault for error in _validator(schema, resources).iter_errors(root) for fault in _faults(error))


def _site_faults(root: Mapping[str, Any], schema: Schema, resources: Mapping[str, Schema]) -> tuple[Fault, ...]:
    """Like `faults`, with only those items shown to jsonschema that the quick check does not like."""
    check = _quick(root, schema, resources)
    if check is None:
        return authority(root, schema, resources)
    if check(root):
        return ()
    suspects = {key: _suspects(key, value, schema, resources) for key, value in root.items()}
    return authority(suspects, schema, resources)


def _suspects(key: str, section: Any, schema: Schema, resources: Mapping[str, Schema]) -> Any:
    part = schema["properties"].get(key)
    if not isinstance(section, dict) or part is None or "propertyNames" not in part:
        return section
    check = quick.compiled({**part, "definitions": schema["definitions"]}, resources)
    return {tag: item for tag, item in section.items() if not check({tag: item})}


def _quick(root: Mapping[str, Any], schema: Schema, resources: Mapping[str, Schema]) -> quick.Check | None:
    """Return the quick check for this data: of what it does not hold, nothing is compiled."""
    present = {key: part for key, part in schema.get("properties", {}).items() if key in root}
    try:
        return quick.compiled({**schema, "properties": present}, resources)
    except quick.UnknownKeyword:
        return None


@cache
def _quick_of(name: str) -> quick.Check | None:
    """Return the quick check of a whole schema of `schemas/`, made once for the many files of its kind."""
    try:
        return quick.compiled(read_schema(name, after_defaults=True))
    except quick.UnknownKeyword:
        return None


def _validator(schema: Schema, resources: Mapping[str, Schema]) -> "Validator":
    """Return a validator that knows our formats, takes 1.0 for no integer, and never fetches anything."""
    from jsonschema import Draft7Validator, FormatChecker, validators
    from referencing import Registry
    from referencing.jsonschema import DRAFT7

    kind = validators.validator_for(schema, default=Draft7Validator)
    types = kind.TYPE_CHECKER.redefine("integer", lambda _, value: quick.is_whole(value))
    extend: Any = validators.extend  # has no annotations
    strict = extend(kind, validators={"pattern": _pattern, "x-step": _step}, type_checker=types)
    checker = FormatChecker(formats=())
    for name, is_valid in FORMATS.items():
        checker.checks(name)(lambda value, is_valid=is_valid: not isinstance(value, str) or is_valid(value))
    known = [(name, DRAFT7.create_resource(_undeclared(each))) for name, each in resources.items()]
    registry: Registry[Any] = Registry().with_resources(known)
    made: Validator = strict(_undeclared(schema), registry=registry, format_checker=checker)
    return made


def _undeclared(schema: Mapping[str, Any]) -> Schema:
    """Return a schema without `$schema`, at which jsonschema would change to a validator without our keywords."""
    return {key: part for key, part in schema.items() if key != "$schema"}


def _pattern(_: Any, expression: str, value: Any, __: Any) -> "Iterator[ValidationError]":
    from jsonschema.exceptions import ValidationError

    if isinstance(value, str) and not pattern(expression)(value):
        yield ValidationError(f"does not match {expression}")


def _step(_: Any, step: float, value: Any, __: Any) -> "Iterator[ValidationError]":
    from jsonschema.exceptions import ValidationError

    if quick.is_number(value) and not on_grid(value, step):
        yield ValidationError(f"is not a multiple of {step}")


def _faults(error: "ValidationError") -> Iterator[Fault]:
    """Split an error into one fault for each key it speaks of."""
    keyword, path = str(error.validator), tuple(error.absolute_path)
    value: Any = error.instance
    schema: Mapping[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    limit: Any = error.validator_value
    if keyword == "additionalProperties":
        for key in _extra(value, schema):
            yield Fault(keyword=keyword, path=(*path, key), value=value[key], limit=limit, schema=schema, at_key=True)
    elif keyword == "required":
        for key in limit:
            if key not in value:
                yield Fault(keyword=keyword, path=path, value=None, limit=key, schema=schema, at_key=True)
    elif "propertyNames" in error.absolute_schema_path:
        yield Fault(keyword=keyword, path=(*path, value), value=value, limit=limit, schema=schema, at_key=True)
    else:
        yield Fault(keyword=keyword, path=path, value=value, limit=limit, schema=schema)


def _extra(value: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", ())
    return [key for key in value if key not in known and not any(pattern(each)(key) for each in patterns)]


def _once(found: Iterable[Fault], root: Map, types: Mapping[str, DeviceType]) -> tuple[Verdict, ...]:
    """Return the verdicts on faults, one for each place: an item that takes over a wrong default adds none."""
    verdicts: dict[tuple[object, ...], Verdict] = {}
    for fault in found:
        verdict = verdict_of(fault, root, types)
        missing = (fault.limit,) if fault.keyword == "required" else ()
        place = (verdict.location, *fault.path[-1:]) if verdict.location and not missing else (*fault.path, *missing)
        verdicts.setdefault((verdict.rule, *place), verdict)
    return tuple(verdicts.values())
