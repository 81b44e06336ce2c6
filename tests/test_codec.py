"""Values and registers: exact, refused when not exact, for every register of every device type."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from plantwright.findings.verdict import Source
from plantwright.modbus.codec import CodecError, decode, encode, raw_allowed
from plantwright.site.catalog import Parameter, Value
from plantwright.site.device_types import shipped, shipped_type

ENTRIES = {
    f"{name}.{entry.name}": entry
    for name in shipped()
    for entry in (*shipped_type(name).parameters.values(), *shipped_type(name).registers.values())
    if entry.register is not None
}
TENTHS = Parameter(
    name="current", title="Current", source=Source(document="test"), kind="number", register=1, unit="A", scale=0.1,
    minimum=0, maximum=6553.5, step=0.1,
)  # fmt: skip
MODE = Parameter(
    name="mode", title="Mode", source=Source(document="test"), kind="enum", register=2, codes={"off": 0, "9600": 3}
)
FLAG = Parameter(name="flag", title="Flag", source=Source(document="test"), kind="boolean", register=3)
WHOLE = replace(TENTHS, name="count", kind="integer", unit="", scale=1, minimum=10, maximum=70, step=5)


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_every_register_keeps_its_limits_default_and_codes(entry: Parameter) -> None:
    stated = (entry.minimum, entry.maximum, entry.strict_minimum, entry.strict_maximum, entry.default, entry.simulated)
    for value in (*(value for value in stated if value is not None), *entry.codes):
        assert decode(entry, encode(entry, value)) == value


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES.values() if entry.role == "parameter"])
def test_every_setting_has_allowed_raw_values(entry: Parameter) -> None:
    assert [raw for raw in range(0x10000) if raw_allowed(entry, raw) and encode(entry, decode(entry, raw)) != raw] == []
    assert any(raw_allowed(entry, raw) for raw in range(0x10000))


@given(some.integers(0, 0xFFFF))
def test_every_tenth_is_exact(raw: int) -> None:
    assert encode(TENTHS, decode(TENTHS, raw)) == raw


@pytest.mark.parametrize(
    ("parameter", "value", "raw"),
    [
        (TENTHS, 0.3, 3), (TENTHS, 19.9, 199), (TENTHS, 6553.5, 65535), (TENTHS, 5, 50), (TENTHS, 0, 0),
        (MODE, "off", 0), (MODE, "9600", 3), (MODE, 9600, 3), (FLAG, True, 1), (FLAG, False, 0), (WHOLE, 15, 15),
    ],
)  # fmt: skip
def test_encode(parameter: Parameter, value: Value, raw: int) -> None:
    assert encode(parameter, value) == raw


@pytest.mark.parametrize(
    ("parameter", "value", "message"),
    [
        (TENTHS, True, "current: True is not a number"),
        (TENTHS, "5", "current: '5' is not a number"),
        (TENTHS, math.nan, "current: nan is not a finite number"),
        (TENTHS, math.inf, "current: inf is not a finite number"),
        (TENTHS, 0.25, "current: 0.25 lies between two steps of 0.1 A"),
        (TENTHS, -0.1, "current: -0.1 is raw -1; a register holds 0 to 65535"),
        (TENTHS, 6553.6, "current: 6553.6 is raw 65536; a register holds 0 to 65535"),
        (WHOLE, 12, "count: 12 lies between two steps of 5"),
        (WHOLE, 12.5, "count: 12.5 lies between two steps of 5"),
        (MODE, "on", "mode: 'on' is none of off, 9600"),
        (MODE, True, "mode: True is none of off, 9600"),
        (MODE, 9600.0, "mode: 9600.0 is none of off, 9600"),
        (FLAG, 1, "flag: no code is known for 1"),
        (replace(MODE, codes={}), "off", "mode: no code is known for 'off'"),
    ],
)
def test_what_has_no_exact_register_is_refused(parameter: Parameter, value: Value, message: str) -> None:
    with pytest.raises(CodecError) as refusal:
        encode(parameter, value)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("parameter", "raw", "value"),
    [
        (TENTHS, 1, 0.1), (TENTHS, 10, 1), (MODE, 3, "9600"), (MODE, 7, "unknown (7)"), (FLAG, 1, True),
        (FLAG, 2, "unknown (2)"), (replace(MODE, codes={}), 7, "unknown (7)"),
    ],
)  # fmt: skip
def test_decode(parameter: Parameter, raw: int, value: Value) -> None:
    found = decode(parameter, raw)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("parameter", "allowed"),
    [
        (WHOLE, {10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70}),
        (MODE, {0, 3}),
        (FLAG, {0, 1}),
        (replace(MODE, codes={}), set()),
        (replace(WHOLE, maximum=None), set()),
        (replace(TENTHS, maximum=0.3), {0, 1, 2, 3}),
    ],
)
def test_allowed_raw_values(parameter: Parameter, allowed: set[int]) -> None:
    assert {raw for raw in range(0x10000) if raw_allowed(parameter, raw)} == allowed
