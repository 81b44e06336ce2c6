"""The device types: every file satisfies its schema, every number has a source, every name exists."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from plantwright.findings.verdict import Source
from plantwright.modbus.codec import decode, encode
from plantwright.physics.overload import cautious
from plantwright.rules.starter.thermal_use import trip_curve
from plantwright.site.catalog import OCCASIONS, DeviceType, Parameter, Value, load_types, shipped_types
from plantwright.site.schema import conforms
from plantwright.site.source import Map, read

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
FILES = sorted((SCHEMAS / "devices").glob("*.yaml"))
TYPES = shipped_types()
CLR8G = TYPES["clr8g"]

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
each_type = pytest.mark.parametrize("device", TYPES.values(), ids=TYPES)
each_schema = pytest.mark.parametrize("path", sorted(SCHEMAS.rglob("*.schema.json")), ids=lambda path: path.name)

KEYWORDS = frozenset({
    "$schema", "$comment", "$ref", "title", "description", "examples", "default", "definitions",
    "type", "enum", "const", "allOf", "if", "then", "else",
    "properties", "additionalProperties", "propertyNames", "required",
    "items", "minItems", "maxItems", "uniqueItems",
    "minimum", "maximum", "exclusiveMinimum", "pattern", "format", "minLength", "maxLength", "minProperties",
    "x-device-kind", "x-device-type", "x-instrument", "x-key-reference", "x-needed", "x-reference", "x-required",
    "x-step", "x-unit", "x-when",
})  # fmt: skip
"""A keyword that is not one of these is a misspelling: validators ignore it without a word."""

PARTS = frozenset({"additionalProperties", "propertyNames", "items", "if", "then", "else"})
NAMED_PARTS = frozenset({"properties", "definitions"})


def data(path: Path) -> Map:
    """The plain data of a file; a file that cannot be read fails the test with its problems."""
    loaded = read(path, path.name)
    assert loaded.problems == ()
    assert loaded.root is not None
    return loaded.root


# the schemas


@each_schema
def test_schema_is_a_schema(path: Path) -> None:
    Draft7Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


@each_schema
def test_schema_has_no_unknown_keyword(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert [f"{where}: {key}" for where, part in parts(schema) for key in part if key not in KEYWORDS] == []


def test_every_key_of_a_device_type_is_explained() -> None:
    schema = json.loads((SCHEMAS / "device-type.schema.json").read_text(encoding="utf-8"))
    silent = [
        where
        for where, part in parts(schema)
        if re.search(r"(?<!/if)(?<!/then)/properties/[^/]+$", where)
        if not {"description", "examples"} <= resolved(part, schema).keys()
    ]
    assert silent == []


def test_every_map_of_a_device_type_is_closed() -> None:
    schema = json.loads((SCHEMAS / "device-type.schema.json").read_text(encoding="utf-8"))
    maps = [(where, part) for where, part in parts(schema) if part.get("type") == "object"]
    assert [where for where, part in maps if "additionalProperties" not in part] == []


@each_file
def test_file_satisfies_the_schema(path: Path) -> None:
    assert [str(each) for each in conforms(data(path), "device-type.schema.json")] == []


def test_occasions_are_those_of_the_schema() -> None:
    schema = json.loads((SCHEMAS / "device-type.schema.json").read_text(encoding="utf-8"))
    assert tuple(schema["definitions"]["step"]["properties"]["when"]["enum"]) == OCCASIONS


# sources and references


@each_file
def test_every_number_has_a_source(path: Path) -> None:
    root = {key: value for key, value in data(path).items() if key not in ("format", "conflicts")}
    assert [".".join(map(str, where)) for where in unsourced(root, ())] == []


@each_file
def test_every_source_leads_somewhere(path: Path) -> None:
    root = data(path)
    wrong = [
        ".".join(map(str, where))
        for where, source in sources(root, ())
        if source["document"] not in root["documents"] or not (source.get("lines") or is_public(source))
    ]
    assert wrong == []


@each_file
def test_every_conflict_names_its_document(path: Path) -> None:
    root = data(path)
    assert [key for key, each in root["conflicts"].items() if each["document"] not in root["documents"]] == []


@each_file
def test_every_conflict_exists(path: Path) -> None:
    root = data(path)
    lists = [entry["conflicts"] for _, entry in maps(root, ()) if isinstance(entry.get("conflicts"), list)]
    assert {key for keys in lists for key in keys} - root["conflicts"].keys() == set()


@each_type
def test_every_name_exists(device: DeviceType) -> None:
    known = device.parameters.keys() | device.registers.keys()
    named = {
        **{each.id: each.parameters for each in device.steps},
        **{each.id: each.parameters for each in device.conflicts.values()},
        **{each.name: tuple(each.used_when) for each in device.parameters.values()},
        "fingerprint": device.modbus.fingerprint if device.modbus else (),
        "status": (device.modbus.status,) if device.modbus and device.modbus.status else (),
    }
    assert {where: set(names) - known for where, names in named.items() if set(names) - known} == {}
    assert device.parameters.keys() & device.registers.keys() == set()


@each_type
def test_a_parameter_shows_every_conflict_that_names_it(device: DeviceType) -> None:
    entries = {**device.parameters, **device.registers}
    by_entry = {(key, name) for name, each in entries.items() for key in each.conflicts}
    by_conflict = {(each.id, name) for each in device.conflicts.values() for name in each.parameters}
    assert by_conflict - by_entry == set()


def test_step_numbers_are_unique() -> None:
    numbers = [step.id for device in TYPES.values() for step in device.steps]
    assert sorted(numbers) == sorted(set(numbers))


@each_type
def test_rows_are_as_long_as_the_columns(device: DeviceType) -> None:
    uneven = [
        (table.name, key) for table in device.tables.values() for key, row in table.rows.items()
        if len(row) != len(table.columns)
    ]  # fmt: skip
    assert uneven == []


# registers


@pytest.mark.fault("K10")
@each_file
def test_addresses_are_written_in_hexadecimal(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [line.strip() for line in lines if line.strip().startswith(("register:", "blocks:"))]
    assert [line for line in found if not re.fullmatch(r"\w+: (0x[0-9A-F]{4}|[\[\], 0-9A-Fx]+)", line)] == []
    assert [line for line in found if re.search(r"\b(?!0x[0-9A-F]{4}\b)[0-9]", line)] == []


@each_type
def test_no_two_entries_share_a_register(device: DeviceType) -> None:
    every = [*device.parameters.values(), *device.registers.values()]
    registers = sorted(each.register for each in every if each.register is not None)
    assert registers == sorted(set(registers))


@each_type
def test_blocks_are_the_readable_registers(device: DeviceType) -> None:
    blocks = device.modbus.blocks if device.modbus else ()
    covered = [address for first, last in blocks for address in range(first, last + 1)]
    assert covered == [address for address, entry in device.map.items() if "r" in entry.access]


@each_type
def test_only_settings_are_pushed(device: DeviceType) -> None:
    settings = [each for each in device.parameters.values() if each.deployment == "push"]
    assert [each.name for each in settings if (each.role, each.access) != ("parameter", "rw")] == []
    assert [each.name for each in settings if each.register is None] == []
    assert [each.name for each in device.registers.values() if each.deployment != "never"] == []


@each_type
def test_states_to_write_in_are_states(device: DeviceType) -> None:
    if device.modbus and device.modbus.status:
        assert set(device.modbus.writable_states) <= device.registers[device.modbus.status].codes.keys()


# values


@each_type
def test_strict_range_lies_inside_the_range(device: DeviceType) -> None:
    strict = [each for each in device.parameters.values() if each.strict_source or each.strict_minimum is not None]
    assert [each.name for each in strict if not is_narrower(each)] == []


@each_type
def test_values_are_possible(device: DeviceType) -> None:
    entries = [*device.parameters.values(), *device.registers.values()]
    impossible = [(each.name, value) for each in entries for value in stated(each) if not is_possible(each, value)]
    assert impossible == []


@each_type
def test_enumerations_have_codes(device: DeviceType) -> None:
    entries = [*device.parameters.values(), *device.registers.values()]
    assert [each.name for each in entries if bool(each.codes) != (each.kind == "enum")] == []
    assert [each.name for each in entries if len(set(each.codes.values())) != len(each.codes)] == []


@each_type
def test_variants_and_settings_named_by_a_parameter_exist(device: DeviceType) -> None:
    for each in device.parameters.values():
        assert each.variant_values.keys() <= device.variants.keys(), each.name
        for name, values in each.used_when.items():
            assert set(values) <= device.parameters[name].codes.keys(), each.name


@each_type
def test_values_survive_the_register(device: DeviceType) -> None:
    for each in device.map.values():
        limits = [limit for limit in (each.minimum, each.maximum) if limit is not None]
        for value in (*stated(each), *limits, *each.codes):
            assert decode(each, encode(each, value)) == value, (each.name, value)


# the CLR8G against a second, independent copy of the numbers of its manual

CLR8G_REGISTERS = """
1000 rw F0.02   1001 rw F0.00   1002 rw F0.01   1003 r  -       1004 rw -       1005 rw F0.05   1006 rw F0.03
1007 rw F0.04   1008 rw F0.06   1009 rw F0.08   100A rw F0.09   100B rw -       100C rw -       100D rw F0.07
100E rw F0.10   100F rw F0.12   1010 rw F0.13   1011 rw F1.00   1012 rw F1.01   1013 rw F1.02   1014 rw F1.03
1015 rw F1.04   1017 rw F1.05   1018 rw F1.06   1019 rw F0.11   101A rw F2.02   101B rw F2.03   1027 w  -
1029 r  -       102A r  -       102E r  -       1033 r  F3.00   1034 r  F3.01   1035 r  F3.02
"""

CLR8G_LIMITS: Mapping[str, tuple[Any, ...]] = {
    # code: lowest, highest (table 7-1), lowest, highest (every passage), factory value, unit
    "F0.03": (0, 80, 0, 60, 30, "%"),
    "F0.04": (1, 100, 1, 100, 30, "s"),
    "F0.05": (50, 400, 50, 400, 300, "%"),
    "F0.06": (0, 100, 0, 60, 30, "%"),
    "F0.07": (0, 30, 1, 10, 0, "s"),
    "F0.08": (0, 100, 0, 80, 0, "%"),
    "F0.09": (0, 2000, 0, 500, 0, "ms"),
    "F0.12": (5, 300, None, None, None, "%"),
    "F0.13": (5, 300, None, None, None, "%"),
    "F1.00": (400, 600, None, None, 400, "%"),
    "F1.01": (40, 400, None, None, 200, "%"),
    "F1.02": (1, 6, None, None, 4, ""),
    "F1.03": (1, 6, None, None, 2, ""),
    "F1.04": (5, 150, None, None, 60, "%"),
    "F1.05": (380, 470, None, None, 450, "V"),
    "F1.06": (240, 370, None, None, 280, "V"),
    "F2.02": (1, 63, None, None, 1, ""),
}

CLR8G_NAMES: Mapping[str, tuple[list[str], Value | None]] = {
    # code: names in the order of table 7-1 (F0.11: of the terminal table), factory setting
    "F0.00": (["voltage-ramp", "current-limit", "kick-and-ramp", "jog"], "current-limit"),
    "F0.01": (["free", "soft"], "free"),
    "F0.02": (["keypad", "external", "keypad-and-external", "communications"], "keypad-and-external"),
    "F0.10": (["keep-firing-after-bypass", "stop-firing-after-bypass"], None),
    "F0.11": (
        ["disabled", "power-on", "standby", "starting", "start-complete", "soft-stop", "start-to-stop", "fault"],
        None,
    ),
    "F2.03": (["19200", "9600", "4800", "2400", "1200"], "9600"),
}

TRIP_TIMES = """
      6   5   4   3   2    1.5  1.2  1.05
1     1   3   6   8   10   15   150  3600
2     3   8   12  16  20   30   300  3600
3     6   15  22  30  40   60   350  3600
4     10  22  35  48  90   90   400  3600
5     15  35  55  75  90   120  450  3600
6     20  45  70  95  120  150  500  3600
"""

FRAMES: Mapping[str, list[str]] = {
    "frames_bypass": [
        "5.5 75 146 272 160 133 247 M6 10.1",
        "75 200 260 520 200 195 375 M8 10.2",
        "250 320 290 496 245 260 470 M8 10.2",
        "400 450 330 535 245 265 510 M8 10.2",
        "500 630 410 585 245 345 535 M8 10.2",
    ],
    "frames_in_line": [
        "5.5 45 155 330 223 95 300 M6 11.1",
        "55 75 228 325 223 165 300 M6 11.2",
        "90 90 210 380 260 150 343 M8 11.2",
        "115 160 325 440 260 260 375 M8 11.2",
        "185 220 380 468 283 320 400 M8 11.2",
        "250 320 470 530 300 335 460 M8 11.2",
        "350 450 470 600 300 335 530 M8 11.2",
        "500 630 680 840 410 350 780 M8 11.2",
    ],
    "cabinets": [
        "11 75 800 380 310",
        "90 160 1050 480 375",
        "185 220 1150 480 375",
        "250 320 1300 550 450",
        "500 630 1700 700 500",
    ],
}


def test_clr8g_registers() -> None:
    words = CLR8G_REGISTERS.split()
    expected = [f"{words[i]} {words[i + 1]} {words[i + 2]}" for i in range(0, len(words), 3)]
    assert [f"{at:04X} {each.access} {each.code or '-'}" for at, each in CLR8G.map.items()] == expected


def test_clr8g_limits() -> None:
    measured = {each.code: each for each in CLR8G.parameters.values() if each.minimum is not None}
    assert {code: limits(each) for code, each in measured.items()} == CLR8G_LIMITS


def test_clr8g_names() -> None:
    named = {each.code: each for each in CLR8G.parameters.values() if each.codes}
    assert {code: (list(each.codes), each.default) for code, each in named.items()} == CLR8G_NAMES
    assert [each.name for each in named.values() if list(each.codes.values()) != list(range(len(each.codes)))] == []


def test_clr8g_has_every_parameter() -> None:
    panel = [*range(14)], [*range(7)], [*range(4)]
    codes = [f"F{group}.{number:02}" for group, numbers in enumerate(panel) for number in numbers]
    assert sorted(each.code for each in CLR8G.parameters.values()) == codes


def test_clr8g_assumes_nothing_proven() -> None:
    proven = [each.name for each in CLR8G.map.values() if each.verified]
    assert proven == ["status"]  # the only codes the manual prints


def test_clr8g_keypad_settings() -> None:
    by_hand = {each.code: each.register for each in CLR8G.parameters.values() if each.deployment == "manual"}
    assert by_hand == {"F2.00": None, "F2.01": None, "F2.02": 0x101A, "F2.03": 0x101B}
    assert [each.code for each in CLR8G.parameters.values() if each.deployment == "never"] == ["F0.12", "F0.13"]


def test_clr8g_command_bits() -> None:
    command = CLR8G.registers["command"]
    assert {name: 1 << bit for name, bit in command.bits.items()} == {"fault_reset": 0x20, "start": 0x40, "stop": 0x80}


def test_clr8g_states() -> None:
    states = {"standby": 0, "starting": 1, "bypass": 2, "stopping": 3, "editing": 4, "fault": 5}
    assert CLR8G.registers["status"].codes == states
    assert [CLR8G.status_name(raw) for raw in (0, 5, 6)] == ["standby", "fault", "unknown (6)"]


def test_clr8g_trip_times() -> None:
    head, *rows = (line.split() for line in TRIP_TIMES.strip().splitlines())
    table = CLR8G.tables["overload_trip_time_s"]
    assert [str(column) for column in table.columns] == head
    assert [[key, *map(str, cells)] for key, cells in table.rows.items()] == rows


@pytest.mark.parametrize("name", FRAMES)
def test_clr8g_frames(name: str) -> None:
    assert [" ".join(map(str, cells)) for cells in CLR8G.tables[name].rows.values()] == FRAMES[name]


def test_clr8g_says_which_time_counts_for_a_doubtful_trip_time() -> None:
    table = CLR8G.tables["overload_trip_time_s"]
    printed = dict(trip_curve(table, "4"))
    assert (printed[2], cautious(printed)[2]) == (90, 48)
    assert "judged with 48 s there" in CLR8G.conflicts["K37"].handling
    assert "the printed 90 s, the latest" in CLR8G.conflicts["K37"].handling


def test_clr8g_conflicts_are_complete() -> None:
    assert list(CLR8G.conflicts) == [f"K{number}" for number in range(1, 68)]


# loading


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("type: [", "not a device type: pump.yaml:1:8: "),
        ("type: &a pump", "not a device type: pump.yaml:1:7: "),
        ("type: pump", "not a device type: pump.yaml: KeyError('documents')"),
        (
            "type: fan\nkind: meter\ntitle: Fan\ndocuments: {}",
            "not a device type: pump.yaml: its type is fan, not the name of the file",
        ),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "pump.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(message)):
        load_types(tmp_path)


def test_types_are_loaded_by_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        text = f"type: {name}\nkind: meter\ntitle: Meter {name}\ndocuments: {{}}\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert {name: each.title for name, each in load_types(tmp_path).items()} == {"a": "Meter a", "b": "Meter b"}


def test_a_source_is_named_by_its_title() -> None:
    expected = Source(document="CLR8G operating manual", clause="7, table 7-1", lines="291, 512")
    assert CLR8G.parameters["current_limit_percent"].source == expected


# what the tests above look at


def parts(schema: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside a schema, with its place."""
    if not isinstance(schema, dict):
        return
    yield where or "/", schema
    for key, value in schema.items():
        if key in NAMED_PARTS:
            for name, part in value.items():
                yield from parts(part, f"{where}/{key}/{name}")
        elif key in PARTS:
            yield from parts(value, f"{where}/{key}")
        elif key == "allOf":
            for number, part in enumerate(value):
                yield from parts(part, f"{where}/{key}/{number}")


def resolved(part: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema that a part refers to, else the part itself."""
    name = part.get("$ref", "").removeprefix("#/definitions/")
    target: dict[str, Any] = schema["definitions"][name] if name else part
    return target


def maps(value: Any, where: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Mapping[str, Any]]]:
    """Every map inside a value, with its path."""
    if isinstance(value, Mapping):
        yield where, value
    for key, part in children(value):
        yield from maps(part, (*where, key))


def children(value: Any) -> Iterator[tuple[Any, Any]]:
    """The parts of a map or list with their keys."""
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def sources(root: Any, where: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Mapping[str, Any]]]:
    """Every source of a file, with its path."""
    for path, entry in maps(root, where):
        if path and path[-1] in ("source", "strict_source"):
            yield path, entry


def is_public(source: Mapping[str, Any]) -> bool:
    """A page found in public has no line numbers, but it is named."""
    return source.get("provenance") == "public" and bool(source.get("clause"))


def unsourced(value: Any, where: tuple[Any, ...], sourced: bool = False) -> Iterator[tuple[Any, ...]]:
    """The path of every number without a source in its own map or around it, the file as a whole not counted."""
    if isinstance(value, int | float) and not isinstance(value, bool) and not sourced:
        yield where
    here = sourced or bool(where and isinstance(value, Mapping) and "source" in value)
    for key, part in children(value):
        yield from unsourced(part, (*where, key), here)


def limits(parameter: Parameter) -> tuple[Any, ...]:
    """The numbers of a parameter in the order of CLR8G_LIMITS."""
    wide, strict = (parameter.minimum, parameter.maximum), (parameter.strict_minimum, parameter.strict_maximum)
    return (*wide, *strict, parameter.default, parameter.unit)


def is_narrower(parameter: Parameter) -> bool:
    """Whether a strict range is complete, sourced and inside the range."""
    low, high, inner_low, inner_high, *_ = limits(parameter)
    stated_all = None not in (low, high, inner_low, inner_high, parameter.strict_source)
    return stated_all and bool(low <= inner_low < inner_high <= high)


def stated(parameter: Parameter) -> list[Value]:
    """Every value that a device type states for a parameter."""
    values = (parameter.default, parameter.simulated, *parameter.variant_values.values())
    return [value for value in values if value is not None]


def is_possible(parameter: Parameter, value: Value) -> bool:
    """Whether a value is of the parameter's kind and inside its range."""
    if parameter.kind == "enum":
        return value in parameter.codes
    if parameter.kind == "boolean":
        return isinstance(value, bool)
    if isinstance(value, str | bool) or (parameter.kind == "integer" and not isinstance(value, int)):
        return False
    low = parameter.minimum if parameter.minimum is not None else value
    high = parameter.maximum if parameter.maximum is not None else value
    return low <= value <= high
