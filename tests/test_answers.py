"""Every field of an answer: golden frames, each wrong field by its name, and pymodbus as a second opinion."""

import struct
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU

from plantwright.modbus import answers
from plantwright.modbus.answers import Answer, BadAnswer, DeviceRefusal, OtherValue, Read, Request, Write

READ = Read(unit=1, address=0x1029, count=1)
TWO = Read(unit=1, address=0x1029, count=2)
ONE = Write(unit=1, address=0x1005, raw=450, function=6)
SEVERAL = Write(unit=1, address=0x1005, raw=450, function=16)


def framed(text: str) -> bytes:
    return bytes.fromhex(text) + answers.crc(bytes.fromhex(text))


@pytest.mark.parametrize(
    "frame",
    [
        "0A 03 00 01 00 13 54 BC", "01 03 10 29 00 01 51 02", "01 03 10 00 00 0F 01 0E", "01 03 10 2A 00 01 A1 02",
        "01 03 10 2E 00 01 E0 C3", "01 03 10 33 00 03 F1 04", "01 06 10 27 00 40 3C F1", "01 06 10 27 00 80 3C A1",
        "01 10 10 27 00 01 02 00 40 B0 B6", "01 83 02 C0 F1", "01 90 02 CD C1",
    ],
)  # fmt: skip
def test_crc_of_the_golden_frames(frame: str) -> None:
    data = bytes.fromhex(frame)
    assert answers.crc(data[:-2]) == data[-2:]


@pytest.mark.parametrize(
    ("request_", "frame", "registers"),
    [
        (READ, "01 03 02 00 05", (5,)),
        (TWO, "01 03 04 00 00 FF FF", (0, 0xFFFF)),
        (ONE, "01 06 10 05 01 C2", ()),
        (SEVERAL, "01 10 10 05 00 01", ()),
    ],
)
def test_right_answers(request_: Request, frame: str, registers: tuple[int, ...]) -> None:
    assert answers.check_rtu(request_, framed(frame), {}) == Answer(registers=registers)
    body = bytes.fromhex(frame)
    header = struct.pack(">HHH", 7, 0, len(body))
    assert answers.check_tcp(request_, 7, header + body, {}) == Answer(registers=registers)


@pytest.mark.parametrize(
    ("request_", "frame", "reason"),
    [
        (READ, "02 03 02 00 05", "unit 2 instead of 1"),
        (READ, "01 04 02 00 05", "the answer is cut short after 7 bytes"),
        (READ, "01 06 10 05 01 C2", "function 6 instead of 3"),
        (READ, "01 03 04 00 05 00 06", "byte count 4 instead of 2"),
        (TWO, "01 03 02 00 05", "byte count 2 instead of 4"),
        (READ, "01 90 02", "function 144 instead of 3"),
        (ONE, "01 83 02", "function 131 instead of 6"),
        (ONE, "01 03 02 01 C2", "function 3 instead of 6"),
        (ONE, "01 06 10 06 01 C2", "address 4102 instead of 4101"),
        (ONE, "01 06 10 05 01 90", "the device echoes 400 instead of 450"),
        (SEVERAL, "01 10 10 05 00 02", "count 2 instead of 1"),
        (SEVERAL, "01 10 10 04 00 01", "address 4100 instead of 4101"),
        (SEVERAL, "01 06 10 05 01 C2", "function 6 instead of 16"),
        (READ, "01 03 02", "the answer is cut short after 5 bytes"),
        (READ, "", "the answer is cut short after 2 bytes"),
    ],
)
def test_wrong_fields_on_the_serial_line(request_: Request, frame: str, reason: str) -> None:
    raw = framed(frame)
    with pytest.raises(BadAnswer) as bad:
        answers.check_rtu(request_, raw, {})
    assert (bad.value.reason, bad.value.raw, str(bad.value)) == (reason, raw, f"{reason} [{raw.hex(' ')}]")


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ("01 03 02 00 05 00 00", "wrong CRC"),
        ("01 03 02 00 05 78 47 00", "1 bytes too many"),
        ("01 03 02 00", "the answer is cut short after 4 bytes"),
    ],
)
def test_damaged_frames(frame: str, reason: str) -> None:
    with pytest.raises(BadAnswer) as bad:
        answers.check_rtu(READ, bytes.fromhex(frame), {})
    assert bad.value.reason == reason


@pytest.mark.parametrize(
    ("request_", "pdu", "reason"),
    [
        (READ, "83 02 00", "function 131 instead of 3"),
        (READ, "83", "the answer is cut short after 8 bytes"),
        (READ, "03 02", "the byte count does not fit the length"),
        (ONE, "06 10 05 01", "length of the data 4 instead of 5"),
        (ONE, "06 10 05 01 C2 00", "length of the data 6 instead of 5"),
        (SEVERAL, "10 10 05 00 01 01", "length of the data 6 instead of 5"),
    ],
)
def test_wrong_lengths_on_tcp(request_: Request, pdu: str, reason: str) -> None:
    body = b"\x01" + bytes.fromhex(pdu)
    with pytest.raises(BadAnswer) as bad:
        answers.check_tcp(request_, 7, struct.pack(">HHH", 7, 0, len(body)) + body, {})
    assert bad.value.reason == reason


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        ("00 08 00 00 00 05 01 03 02 00 05", "transaction 8 instead of 7"),
        ("00 00 00 00 00 05 01 03 02 00 05", "transaction 0 instead of 7"),
        ("00 07 00 01 00 05 01 03 02 00 05", "protocol 1 instead of 0"),
        ("00 07 00 00 00 06 01 03 02 00 05", "length 6 instead of 5"),
        ("00 07 00 00 00 05 02 03 02 00 05", "unit 2 instead of 1"),
        ("00 07 00 00 00 05 01 03 03 00 05", "the byte count does not fit the length"),
        ("00 07 00 00 00 06 01 03 03 00 05 00", "byte count 3 instead of 2"),
        ("00 07 00 00 00 02 01", "the answer is cut short after 7 bytes"),
    ],
)
def test_wrong_fields_on_tcp(frame: str, reason: str) -> None:
    with pytest.raises(BadAnswer) as bad:
        answers.check_tcp(READ, 7, bytes.fromhex(frame), {})
    assert bad.value.reason == reason


def test_another_value_in_the_echo_is_known() -> None:
    with pytest.raises(OtherValue) as other:
        answers.check_rtu(ONE, framed("01 06 10 05 01 90"), {})
    assert other.value.value == 400


@pytest.mark.parametrize(
    ("code", "meanings", "message"),
    [
        (2, {2: "start address not allowed"}, "exception 2: start address not allowed"),
        (2, {}, "exception 2: illegal address"),
        (11, {}, "exception 11: the device behind the gateway does not answer"),
        (0x63, {}, "exception 99: not a known code [01 83 63 01 19]"),
    ],
)
@pytest.mark.fault("E1", "E2", "E3", "E7")
def test_exceptions(code: int, meanings: dict[int, str], message: str) -> None:
    with pytest.raises(DeviceRefusal) as refusal:
        answers.check_rtu(READ, framed(f"01 83 {code:02X}"), meanings)
    assert (refusal.value.code, str(refusal.value)) == (code, message)


@given(some.integers(1, 247), some.lists(some.integers(0, 0xFFFF), min_size=1, max_size=125))
def test_pymodbus_reads_the_same_registers(unit: int, registers: list[int]) -> None:
    body = bytes([unit, 3, 2 * len(registers)]) + struct.pack(f">{len(registers)}H", *registers)
    raw = body + answers.crc(body)
    _, pdu = FramerRTU(DecodePDU(False)).handleFrame(raw, unit, 0)
    assert pdu is not None
    request = Read(unit=unit, address=0, count=len(registers))
    assert answers.check_rtu(request, raw, {}).registers == tuple(pdu.registers) == tuple(registers)


@given(some.sampled_from([READ, TWO, ONE, SEVERAL]), some.binary(max_size=40), some.booleans())
def test_any_bytes_are_judged(request_: Request, noise: bytes, valid: bool) -> None:
    raw = noise + answers.crc(noise) if valid else noise
    for check in (partial(answers.check_rtu, request_, raw, {}), partial(answers.check_tcp, request_, 7, raw, {})):
        try:
            found = check()
        except (BadAnswer, DeviceRefusal):
            continue
        assert isinstance(found, Answer)


@given(some.integers(0, 63))
def test_one_wrong_bit_is_never_believed(bit: int) -> None:
    frame = bytearray(framed("01 06 10 05 01 C2"))
    frame[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadAnswer):
        answers.check_rtu(ONE, bytes(frame), {})
