"""The schemas as published in `schemas/`, and the parts of them that come from device types."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from plantwright.resources import folder
from plantwright.site.catalog import DeviceType, Parameter
from plantwright.site.wording import listed

Schema = dict[str, Any]

_OWN = "#/definitions/"


@cache
def read_schema(name: str, *, after_defaults: bool = False) -> Schema:
    """Return a file of `schemas/`; it is the same for all who ask.

    Keys marked `x-required` may come from `defaults:` or from another file of the site, so they are required only of
    data to which both have been applied. A property that is only a reference is replaced by what it refers to, which
    has the words for messages.
    """
    schema = _published(name)
    inlined: Schema = _inlined(
        schema, schema.get("definitions", {}), _required if after_defaults else _not_required, {}
    )
    return inlined


@cache
def _published(name: str) -> Schema:
    schema: Schema = json.loads((folder("schemas") / name).read_text(encoding="utf-8"))
    return schema


def _inlined(
    part: Any, definitions: Mapping[str, Schema], hook: Callable[[Schema], Schema], done: dict[int, Any]
) -> Any:
    """Return a schema with the properties written out that are only `{"$ref": "#/definitions/..."}`, at any depth.

    `hook` changes each part. `done` holds those done so far: what several properties refer to is one object.
    """
    if type(part) is not dict:
        return [_inlined(each, definitions, hook, done) for each in part] if type(part) is list else part
    if id(part) not in done:
        written = dict(part)
        for key, each in part.items():
            if key == "properties":
                meant = ((name, _referred(one, definitions)) for name, one in each.items())
                written[key] = {name: _inlined(one, definitions, hook, done) for name, one in meant}
            elif type(each) in (dict, list):
                written[key] = _inlined(each, definitions, hook, done)
        done[id(part)] = hook(written)
    return done[id(part)]


def _referred(part: Any, definitions: Mapping[str, Schema]) -> Any:
    alone = isinstance(part, dict) and set(part) == {"$ref"} and part["$ref"].startswith(_OWN)
    return definitions[part["$ref"].removeprefix(_OWN)] if alone else part


def site_schema(types: Mapping[str, DeviceType], *, after_defaults: bool = False) -> Schema:
    """Return the schema of a site that uses these device types, shipped or its own."""
    schema = read_schema("site.schema.json", after_defaults=after_defaults)
    definitions = {name: _for_types(each, types.values()) for name, each in schema["definitions"].items()}
    return {**schema, "definitions": definitions}


def _for_types(definition: Schema, types: Iterable[DeviceType]) -> Schema:
    kind = definition.get("x-device-kind")
    return {**definition, "allOf": device_conditions(types, kind, stated=True)} if kind else definition


def parameter_schemas(types: Mapping[str, DeviceType]) -> dict[str, Schema]:
    """Return the schemas that a site schema refers to, by the name it uses."""
    return {parameter_file(device_type): parameter_schema(device_type) for device_type in types.values()}


def parameter_file(device_type: DeviceType) -> str:
    """Return the name of the schema of a type's parameters, relative to the site schema."""
    return f"parameters/{device_type.type}.schema.json"


def device_conditions(types: Iterable[DeviceType], kind: str, *, stated: bool = False) -> list[Schema]:
    """Return one if/then for each device type of a kind: its parameters, models and variants.

    A type that is left out (because `defaults:` gives it) counts as the only type of its kind, so that editors can
    help there too; with several types, or with `stated`, only a type that is written counts.
    """
    known = [device_type for device_type in types if device_type.kind == kind]
    return [_condition(device_type, stated or len(known) > 1) for device_type in known]


def _condition(device_type: DeviceType, stated: bool) -> Schema:
    when: Schema = {"properties": {"type": {"const": device_type.type}}}
    then: Schema = {"parameters": {"$ref": parameter_file(device_type)}}
    models = [name for name, facts in device_type.models.items() if facts.get("unit", "main") == "main"]  # no probes
    if models:
        then["model"] = {"enum": models, "x-device-type": device_type.type}
    then["variant"] = {"enum": list(device_type.variants), "x-device-type": device_type.type}
    return {"if": {**when, "required": ["type"]} if stated else when, "then": {"properties": then}}


def parameter_schema(device_type: DeviceType) -> Schema:
    """Return the schema of the `parameters:` block of a device type; the limits are the widest any passage allows."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": f"Parameters of {device_type.type}",
        "description": f"The settings of {device_type.title}, each in the unit its name ends with.",
        "$comment": f"Made from the device type {device_type.type} by `python -m plantwright.site.generate`.",
        "type": "object",
        "x-device-type": device_type.type,
        "additionalProperties": False,
        "properties": {name: _property(parameter, device_type) for name, parameter in device_type.parameters.items()},
    }


def _property(parameter: Parameter, device_type: DeviceType) -> Schema:
    described: Schema = {"description": _description(parameter, device_type)}
    if parameter.default is not None:
        described["default"] = parameter.default
    if parameter.kind == "enum":
        return {"type": "string", "enum": list(parameter.codes), **described}
    if parameter.kind == "boolean":
        return {"type": "boolean", **described}
    limits = {
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "x-step": _step(parameter),
        "x-unit": parameter.unit or None,
    }
    return {"type": parameter.kind, **{key: limit for key, limit in limits.items() if limit is not None}, **described}


def _step(parameter: Parameter) -> float | None:
    """Return the step a value must keep to: the stated one, else what one count of the register means."""
    if parameter.kind != "number":
        return None
    return parameter.step if parameter.step is not None or parameter.register is None else parameter.scale


_DEPLOYMENT = {"manual": "Set by hand at the device.", "never": "Never written by plantwright."}


def _description(parameter: Parameter, device_type: DeviceType) -> str:
    name = " ".join(part for part in (parameter.code, parameter.original) if part)
    sentences = [
        f"{parameter.title}{f' ({name})' if name else ''}{_range(parameter)}.",
        parameter.description,
        f"Default {parameter.default}." if parameter.default is not None else "",
        *(f"Used when {key} is {' or '.join(map(str, values))}." for key, values in parameter.used_when.items()),
        _DEPLOYMENT.get(parameter.deployment, ""),
        *(f"Manual unclear ({key}): {_conflict(device_type, key)}" for key in parameter.conflicts),
    ]
    return " ".join(sentence.strip() for sentence in sentences if sentence)


def _range(parameter: Parameter) -> str:
    unit = f" {parameter.unit}" if parameter.unit else ""
    if parameter.codes:
        return f": {listed(parameter.codes)}"
    if parameter.minimum is None or parameter.maximum is None:
        return f", in {parameter.unit}" if parameter.unit else ""
    strict = (parameter.strict_minimum, parameter.strict_maximum)
    narrow = None not in strict and strict != (parameter.minimum, parameter.maximum)
    safe = f" ({strict[0]} to {strict[1]} in every passage of the manual)" if narrow else ""
    return f", {parameter.minimum} to {parameter.maximum}{unit}{safe}"


def _conflict(device_type: DeviceType, key: str) -> str:
    conflict = device_type.conflicts.get(key)
    return f"{conflict.statement}; {conflict.handling}." if conflict else "see the manual."


def _required(part: Schema) -> Schema:
    names = part.pop("x-required", None)
    if names:
        part["required"] = [*part.get("required", []), *names]
    return part


def _not_required(part: Schema) -> Schema:
    part.pop("x-required", None)
    return part
