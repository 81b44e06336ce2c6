"""The published schemas: complete for editors, equal to device types and model, judged alike by both checks."""

import copy
import dataclasses
import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT7

from plantwright.resources import folder
from plantwright.site import model, quick
from plantwright.site.advice import near_step, other_kind, whole_number
from plantwright.site.catalog import DeviceType, Parameter
from plantwright.site.device_types import KINDS, shipped, shipped_type
from plantwright.site.formats import is_date, is_date_time, is_host, on_grid, pattern
from plantwright.site.generate import published
from plantwright.site.published import Schema, parameter_schema, parameter_schemas, read_schema, site_schema
from plantwright.site.schema import authority, conforms
from plantwright.site.source import load
from plantwright.site.wording import nearest

RIVERSIDE = folder("schemas").parent / "sites" / "riverside"
TYPES = {name: shipped_type(name) for name in shipped()}
PARAMETERS = parameter_schemas(TYPES)
SITE = read_schema("site.schema.json")
STRICT = site_schema(TYPES, after_defaults=True)

SECTION_CLASSES: Mapping[str, type[model.Item]] = {
    "locations": model.Place, "motors": model.Motor, "protection": model.Protection, "contactors": model.Contactor,
    "barriers": model.Barrier, "starters": model.Starter, "feeders": model.Feeder, "monitors": model.Monitor,
    "probes": model.Probe, "meters": model.Meter, "supply_units": model.SupplyUnit, "sensors": model.Sensor,
    "buses": model.Bus, "cables": model.Cable, "routes": model.Route, "fibre_links": model.FibreLink,
    "instruments": model.Instrument, "waivers": model.Waiver,
}  # fmt: skip


def definition(section: str, schema: Schema = SITE) -> Schema:
    """The schema of an item of a section."""
    ref: str = schema["properties"][section]["additionalProperties"]["$ref"]
    found: Schema = schema["definitions"][ref.removeprefix("#/definitions/")]
    return found


def parts(schema: Any, where: str = "") -> Iterator[tuple[str, Schema]]:
    """Every schema inside a schema, with its place; without the conditions, which repeat what stands elsewhere."""
    if not isinstance(schema, dict):
        return
    yield where, schema
    for keyword in ("properties", "definitions"):
        for name, part in schema.get(keyword, {}).items():
            yield from parts(part, f"{where}/{name}")
    for keyword in ("additionalProperties", "items"):
        yield from parts(schema.get(keyword), f"{where}/{keyword}")


def described(schema: Schema) -> list[tuple[str, Schema]]:
    """Every property of a schema, with its place."""
    return [
        (f"{where}/{name}", part)
        for where, each in parts(schema)
        for name, part in each.get("properties", {}).items()
        if part is not True
    ]


def example(section: str) -> dict[str, Any]:
    """An item with every key of its section, each with its first example."""
    keys = definition(section)["properties"].items()
    without = () if section not in KINDS or section == "starters" else ("variant",)  # only the starters have variants
    return {key: part["examples"][0] for key, part in keys if key not in without}


FULL: dict[str, Any] = {
    **{key: SITE["properties"][key]["examples"][0] for key in ("format", "site", "supply", "standards", "deployment")},
    **{section: {"X1": example(section)} for section in SECTION_CLASSES},
}
"""A site with every key there is."""


# what editors show


@pytest.mark.parametrize("name", ["site.schema.json", "record.schema.json"])
def test_every_property_is_explained(name: str) -> None:
    silent = [
        where
        for where, part in described(read_schema(name))
        if not part.get("description", "").endswith(".") or not part.get("examples")
    ]
    assert silent == []


@pytest.mark.parametrize("name", ["site.schema.json", "record.schema.json"])
def test_every_example_satisfies_its_schema(name: str) -> None:
    schema = read_schema(name)
    wrong = [
        f"{where}: {value!r}"
        for where, part in parts(schema)
        for value in part.get("examples", [])
        if authority(
            {"value": value}, {"properties": {"value": part}, "definitions": schema["definitions"]}, PARAMETERS
        )
    ]
    assert wrong == []


def test_a_site_with_every_key_is_valid() -> None:
    assert authority(FULL, STRICT, PARAMETERS) == ()


@pytest.mark.parametrize("name", ["site.schema.json", "record.schema.json"])
def test_every_map_is_closed(name: str) -> None:
    maps = [(where, part) for where, part in parts(read_schema(name)) if part.get("type") == "object" and where]
    assert [where for where, part in maps if "additionalProperties" not in part] == []


def test_quantities_name_their_unit() -> None:
    endings = (
        "_v",
        "_a",
        "_kw",
        "_ka",
        "_kva",
        "_hz",
        "_m",
        "_mm",
        "_mm2",
        "_s",
        "_c",
        "_percent",
        "_nm",
        "_ohm",
        "_rpm",
    )
    unmarked = [where for where, part in described(SITE) if where.endswith(endings) and not part.get("x-unit")]
    assert [where for where in unmarked if not where.endswith("/positions_mm")] == []


@pytest.mark.parametrize("path", sorted(RIVERSIDE.glob("*.yaml")), ids=lambda path: path.name)
def test_editors_find_nothing_in_the_example(path: Path) -> None:
    """An editor sees one file, before defaults are applied, and knows nothing of our own keywords."""
    schemas = folder("schemas")
    names = [each.relative_to(schemas).as_posix() for each in (schemas / "parameters").iterdir()]
    known = [(name, DRAFT7.create_resource(json.loads((schemas / name).read_text(encoding="utf-8")))) for name in names]
    schema = json.loads((schemas / "site.schema.json").read_text(encoding="utf-8"))
    registry: Registry[Any] = Registry().with_resources(known)
    root = load(path.read_bytes(), path.name).root
    assert [error.message for error in Draft7Validator(schema, registry=registry).iter_errors(root)] == []


@pytest.mark.parametrize("section", SECTION_CLASSES)
def test_a_misspelt_key_is_recognised(section: str) -> None:
    """One letter left out, doubled, or exchanged with the next, at any place but the first."""
    keys = [key for key in definition(section)["properties"] if len(key) > 3]
    slips = {
        slip: key
        for key in keys
        for at in range(1, len(key) - 1)
        for slip in (
            key[:at] + key[at + 1 :],
            key[:at] + key[at] + key[at:],
            key[:at] + key[at + 1] + key[at] + key[at + 2 :],
        )
        if slip not in keys
    }
    assert {slip: nearest(slip, keys) for slip in slips} == slips


# equal to the device types and to the model


def test_generated_schemas_are_current() -> None:
    schemas = folder("schemas")
    wanted = published(schemas)
    assert [path.name for path, text in wanted.items() if path.read_text(encoding="utf-8") != text] == []
    assert sorted(path.name for path in (schemas / "parameters").iterdir()) == sorted(
        path.name for path in wanted if path.parent.name == "parameters"
    )


def test_device_sections_are_those_of_the_schema() -> None:
    marked = {section: definition(section).get("x-device-kind") for section in SECTION_CLASSES}
    assert {section: kind for section, kind in marked.items() if kind} == KINDS


@pytest.mark.parametrize("section", SECTION_CLASSES)
def test_keys_are_those_of_the_model(section: str) -> None:
    fields = {field.name.rstrip("_"): field for field in dataclasses.fields(SECTION_CLASSES[section])}
    only_in_model = {"section", "tag"}
    if section != "starters":
        only_in_model |= {"rated_power_kw", "rated_current_a"} if section in KINDS else set()
    if section == "waivers":
        only_in_model |= {"location"}
    found = definition(section)
    assert set(found["properties"]) == fields.keys() - only_in_model
    needed = {name for name, field in fields.items() if required(field)} - only_in_model
    assert set(definition(section, STRICT).get("required", ())) == needed


def required(field: "dataclasses.Field[Any]") -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def test_every_reference_names_sections() -> None:
    named = {
        name for _, part in parts(SITE) for key in ("x-reference", "x-key-reference") for name in part.get(key, [])
    }
    assert named - SECTION_CLASSES.keys() == set()


LIMITED = [
    (name, parameter)
    for name, each in TYPES.items()
    for parameter in each.parameters.values()
    if parameter.minimum is not None and parameter.maximum is not None
]


@pytest.mark.parametrize(("name", "parameter"), LIMITED, ids=lambda value: getattr(value, "name", value))
def test_limits_of_a_parameter(name: str, parameter: Parameter) -> None:
    check = quick.compiled(PARAMETERS[f"parameters/{name}.schema.json"])
    low, high = parameter.minimum, parameter.maximum
    assert low is not None
    assert high is not None
    step = 1 if parameter.kind == "integer" else 0.1
    judged = {value: check({parameter.name: value}) for value in (low, high, low - step, high + step)}
    assert judged == {low: True, high: True, low - step: False, high + step: False}


def test_a_property_from_a_parameter() -> None:
    assert parameter_schema(TYPES["clr8g"])["properties"]["current_limit_percent"].items() >= {
        "type": "integer", "minimum": 50, "maximum": 400, "x-unit": "%", "default": 300,
    }.items()  # fmt: skip


# both checks


ODD: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    1.0,
    -1,
    0.05,
    1e9,
    "",
    "x",
    "M1\n",
    "2027-02-30",
    [],
    ["a", "a"],
    {},
    {"x": 1},
]


@given(data=some.data())
@settings(max_examples=150, deadline=None)
def test_both_checks_agree(data: some.DataObject) -> None:
    site = copy.deepcopy(FULL)
    for _ in range(data.draw(some.integers(0, 3))):
        mutate(site, data)
    assert QUICK(site) == (not authority(site, STRICT, PARAMETERS))


QUICK = quick.compiled(STRICT, PARAMETERS)


def mutate(site: dict[str, Any], data: some.DataObject) -> None:
    """Change a value, remove a key, or add one, somewhere in a site."""

    def one_of(values: list[Any]) -> Any:
        return copy.deepcopy(values[data.draw(some.integers(0, len(values) - 1))])

    spots = list(places(site))
    where, key = spots[data.draw(some.integers(0, len(spots) - 1))]
    change = one_of(["replace", "remove", "add"])
    if change == "remove":
        del where[key]
    elif change == "add" and isinstance(where, dict):
        where[one_of(["X2", "x y", "type", "path", "note"])] = one_of(ODD)
    else:
        where[key] = one_of(ODD)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every key or index of a tree, with the map or list it belongs to."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    for key in keys:
        yield value, key
        yield from places(value[key])


@pytest.mark.parametrize("name", ["site.schema.json", "record.schema.json", "device-type.schema.json"])
def test_every_schema_has_a_quick_check(name: str) -> None:
    assert quick.compiled(read_schema(name), PARAMETERS)({}) is (name == "site.schema.json")


@pytest.mark.parametrize(
    "schema",
    [
        {"minimun": 1},
        {"oneOf": [{}]},
        {"type": "any"},
        {"format": "uuid"},
        {"$ref": "https://example.com/a.json"},
        {"$ref": "#/definitions/none"},
        {"enum": [[]]},
        {"properties": {"a": {"items": {"contains": 1}}}},
    ],
)
def test_unknown_keyword_is_refused(schema: Schema) -> None:
    with pytest.raises(quick.UnknownKeyword):
        quick.compiled(schema)


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("a socket was opened"))
    with pytest.raises(Unresolvable):
        authority({}, {"$ref": "https://example.com/schema.json"}, {})


def test_a_valid_site_needs_no_jsonschema() -> None:
    code = (
        "import sys, pathlib; from plantwright.site.load import load_site; "
        "site = load_site(pathlib.Path(sys.argv[1])).site; print(site is not None, 'jsonschema' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code, str(RIVERSIDE)], capture_output=True, text=True, check=True)
    assert answer.stdout == "True False\n"


# what single values mean


@pytest.mark.parametrize(
    ("text", "good"), [("2027-02-28", True), ("2027-02-29", False), ("20270228", False), ("", False)]
)
def test_date(text: str, good: bool) -> None:
    assert is_date(text) is good


@pytest.mark.parametrize(
    ("text", "good"),
    [("2026-10-12T09:12:00+02:00", True), ("2026-10-12T09:12:00Z", True), ("2026-10-12T09:12:00", False), ("x", False)],
)
def test_date_time(text: str, good: bool) -> None:
    assert is_date_time(text) is good


@pytest.mark.parametrize(
    ("text", "good"), [("192.0.2.20", True), ("192.0.2.256", False), ("192.0.2", False), ("gateway-1.local", True)]
)
def test_host(text: str, good: bool) -> None:
    assert is_host(text) is good


def test_every_tenth_is_on_the_grid() -> None:
    assert all(on_grid(number / 10, 0.1) for number in range(1000))
    assert not any(on_grid(number / 10 + 0.05, 0.1) for number in range(1000))
    assert not on_grid(float("nan"), 0.1)


def test_a_pattern_ends_at_the_end() -> None:
    assert pattern("^[a-z]+$")("abc")
    assert not pattern("^[a-z]+$")("abc\n")


@pytest.mark.parametrize(
    ("value", "wanted", "hint"),
    [
        ("12,5", "number", "write 12.5, without quotes"),
        ("1e3", "number", "write 1000, without quotes"),
        ("2,7", "integer", "write 2 or 3, without quotes"),
        ("2.7 A", "integer", "write 2 or 3; the unit stands in the key"),
        ("3,0", "integer", "write 3, without quotes"),
        ("1'000", "number", "write 1000, without quotes"),
        ("150 A", "number", "write 150; the unit stands in the key"),
        ("nan", "number", "write a number, without unit"),
        ("high", "integer", "write a number, without unit"),
        ("Yes", "boolean", "write true, without quotes"),
        ("off", "boolean", "write false, without quotes"),
        ("2", "boolean", "write true or false, without quotes"),
        (1, "boolean", "write true or false, without quotes"),
        (True, "number", "write a single number"),
        (4711, "string", 'put it in quotes: "4711"'),
        (1.1, "string", "put it in quotes as it should read; as a number it is 1.1, without zeros at its end"),
        ([1], "string", "write a single text"),
        ("R1", "array", "put it in brackets: [R1]"),
        ({"a": 1}, "array", "write a list: [a, b]"),
        (75, "object", "write `key: value` lines, indented below it"),
        (None, "object", "give it a value, or remove the key"),
    ],
)
def test_advice(value: Any, wanted: str, hint: str) -> None:
    assert other_kind(value, [wanted]) == hint


def test_advice_about_numbers() -> None:
    assert (whole_number(1.0), whole_number(4.5), whole_number(-0.5)) == ("write 1", "write 4 or 5", "write -1 or 0")
    assert near_step(20.05, 0.1) == "write 20.0 or 20.1"


# records


RECORDS = sorted((RIVERSIDE / "records").glob("*.yaml"))


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name)
def test_record_is_valid(path: Path) -> None:
    root = load(path.read_bytes(), path.name).root
    assert root is not None
    assert conforms(root, "record.schema.json") == ()


def test_wrong_record() -> None:
    text = b"format: 1\nrecord: manual-step\nobjekt: SS101\nperson: S. Novak\nat: 2026-10-12\n"
    root = load(text, "r.yaml").root
    assert root is not None
    found = conforms(root, "record.schema.json")
    assert [f"{each.location} {each.rule} {each.message} -> {each.hint}" for each in found] == [
        "r.yaml:1:1 SIT105 `object:` is missing -> add a line like `object: M101`",
        "r.yaml:3:1 SIT101 unknown key `objekt` -> did you mean `object`?",
        "r.yaml:5:5 SIT106 at is not a time with its zone: `2026-10-12` -> write it like 2026-10-12T09:12:00+02:00",
    ]


def test_types_of_a_kind() -> None:
    """A type that is left out counts as the only one of its kind, never as one of several."""
    conditions = {section: definition(section)["allOf"] for section in KINDS}
    assert "required" not in conditions["starters"][0]["if"]
    assert all(each["if"]["required"] == ["type"] for each in conditions["meters"])
    assert isinstance(TYPES["clr8g"], DeviceType)
