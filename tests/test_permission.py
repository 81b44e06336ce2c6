"""The gate before every write frame, on its own: what passes, what does not, and in which words."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest

from plantwright.modbus.answers import LineError, Write
from plantwright.modbus.permission import WriteRefused, permit, permit_line_setting
from plantwright.site.catalog import DeviceType
from plantwright.site.device_types import shipped_type

CLR8G = shipped_type("clr8g")
LIMIT = 0x1005
GOOD: dict[str, Any] = {"unit": 5, "address": LIMIT, "raw": 310, "function": 6}


def kind(write_function: int = 6, **change: Any) -> DeviceType:
    assert CLR8G.modbus is not None
    limit = replace(CLR8G.parameters["current_limit_percent"], **change)
    modbus = replace(CLR8G.modbus, write_function=write_function)
    return replace(CLR8G, parameters={**CLR8G.parameters, "current_limit_percent": limit}, modbus=modbus)


def refused(request: dict[str, Any], types: dict[int, DeviceType], proven: Collection[int]) -> str:
    """The words of the refusal; empty when the write may go."""
    try:
        permit(Write(**request), types, proven)
    except WriteRefused as refusal:
        return str(refusal)
    return ""


def test_a_refusal_says_that_nothing_was_sent() -> None:
    with pytest.raises(LineError) as refusal:
        permit(Write(**GOOD), {}, ())
    assert (type(refusal.value), refusal.value.sent) == (WriteRefused, False)


@pytest.mark.parametrize("unit", [1, 5, 247])
@pytest.mark.parametrize("function", [6, 16])
def test_a_setting_of_a_device_that_answered_is_permitted(unit: int, function: int) -> None:
    request = {**GOOD, "unit": unit, "function": function}
    assert refused(request, {unit: kind(function)}, {unit}) == ""
    assert refused(request, {unit: kind(function), 9: kind()}, {unit, 9}) == ""


NO_UNIT = "units are 1 to 247, and nothing is broadcast"
NO_NUMBER = "not whole numbers"
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "broadcast": ({"unit": 0}, NO_UNIT),
    "reserved unit": ({"unit": 248}, NO_UNIT),
    "negative unit": ({"unit": -5}, NO_UNIT),
    "unknown unit": ({"unit": 6}, "no device with that address takes part"),
    "unit true": ({"unit": True}, NO_NUMBER),
    "unit a float": ({"unit": 5.0}, NO_NUMBER),
    "address a float": ({"address": 4101.0}, NO_NUMBER),
    "address a text": ({"address": "0x1005"}, NO_NUMBER),
    "value true": ({"raw": True}, NO_NUMBER),
    "value a float": ({"raw": 310.0}, NO_NUMBER),
    "function true": ({"function": True}, NO_NUMBER),
    "another function": ({"function": 16}, "type clr8g is not written by function 16"),
    "a coil": ({"function": 5}, "type clr8g is not written by function 5"),
    "no register": ({"address": 0x1016}, "no such register in type clr8g"),
    "command": ({"address": 0x1027, "raw": 64}, "`command` has role command, not parameter"),
    "calibration": (
        {"address": 0x100F, "raw": 100}, "`current_calibration_percent` has role calibration, not parameter",
    ),
    "address": ({"address": 0x101A, "raw": 5}, "`slave_address` has role address, not parameter"),
    "baud rate": ({"address": 0x101B, "raw": 1}, "`baud_rate` has role baud, not parameter"),
    "outside its range": ({"raw": 10000}, "raw 10000 is not a value `current_limit_percent` can have"),
}  # fmt: skip


@pytest.mark.fault("C7", "C8", "C11", "D19", "D24")
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_named_whole(case: str) -> None:
    change, reason = REFUSED[case]
    request = {**GOOD, **change}
    address = request["address"]
    shown = f"0x{address:04X}" if type(address) is int else repr(address)
    assert refused(request, {5: kind()}, {5, 6, 0, 248}) == (
        f"writing {request['raw']!r} to register {shown} of unit {request['unit']!r} is refused: {reason}; "
        "nothing was sent"
    )


TYPES: dict[str, tuple[DeviceType, int, str]] = {
    "read only": (kind(access="r"), 6, "`current_limit_percent` has access r, not rw"),
    "write only": (kind(access="w"), 6, "`current_limit_percent` has access w, not rw"),
    "by hand": (kind(deployment="manual"), 6, "`current_limit_percent` is deployed by manual, not by a plan"),
    "never": (kind(deployment="never"), 6, "`current_limit_percent` is deployed by never, not by a plan"),
    "no range": (kind(maximum=None), 6, "raw 310 is not a value `current_limit_percent` can have"),
    "a function that is none for registers": (kind(5), 5, "type clr8g is not written by function 5"),
    "no function": (kind(0), 0, "type clr8g is not written by function 0"),
    "no Modbus": (replace(CLR8G, modbus=None), 6, "type clr8g is not written by function 6"),
    "no Modbus, no function": (replace(CLR8G, modbus=None), 0, "type clr8g is not written by function 0"),
    "no Modbus, one more": (replace(CLR8G, modbus=None), 1, "type clr8g is not written by function 1"),
}


@pytest.mark.parametrize("case", TYPES)
def test_the_device_type_decides(case: str) -> None:
    own, function, reason = TYPES[case]
    assert refused({**GOOD, "function": function}, {5: own}, {5}).endswith(f"is refused: {reason}; nothing was sent")


def test_one_register_with_two_meanings_is_refused_for_either() -> None:
    twin = replace(CLR8G.registers["command"], register=LIMIT)
    double = replace(CLR8G, registers={**CLR8G.registers, "command": twin})
    assert "`command` has role command" in refused(GOOD, {5: double}, {5})


def test_a_unit_that_has_not_answered_is_not_written() -> None:
    reason = "the unit has not answered a read since the line was opened"
    assert refused(GOOD, {5: kind()}, {3}).endswith(f"is refused: {reason}; nothing was sent")
    assert reason in refused(GOOD, {5: kind()}, ())


LINE_SETTINGS: dict[str, tuple[dict[str, Any], dict[int, DeviceType], str]] = {
    "the address": ({"address": 0x101A, "raw": 6}, {5: CLR8G}, ""),
    "two devices": (
        {"address": 0x101A, "raw": 6},
        {5: CLR8G, 6: CLR8G},
        "an address or baud rate is written only to one device alone; nothing was sent",
    ),
    "nobody": (
        {"address": 0x101A, "raw": 6},
        {},
        "an address or baud rate is written only to one device alone; nothing was sent",
    ),
    "a setting": ({}, {5: CLR8G}, "`current_limit_percent` has role parameter, not address or baud"),
    "the command": ({"address": 0x1027, "raw": 64}, {5: CLR8G}, "`command` has role command, not address or baud"),
    "no address": ({"address": 0x101A, "raw": 60000}, {5: CLR8G}, "raw 60000 is not a value `slave_address` can have"),
}


@pytest.mark.fault("E19")
@pytest.mark.parametrize("case", LINE_SETTINGS)
def test_address_and_baud_rate_are_written_to_one_device_alone(case: str) -> None:
    change, types, reason = LINE_SETTINGS[case]
    request = Write(**{**GOOD, "function": CLR8G.modbus.write_function if CLR8G.modbus else 0, **change})
    if not reason:
        permit_line_setting(request, types, {5})
        return
    with pytest.raises(WriteRefused) as refusal:
        permit_line_setting(request, types, {5})
    shown = str(refusal.value)
    assert shown == reason or f"is refused: {reason}; nothing was sent" in shown
