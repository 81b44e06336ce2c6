"""Requests, and every field of an answer checked against its request. Pure: bytes in, values or typed errors out."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

READ, WRITE_ONE, WRITE_SEVERAL = 3, 6, 16
STANDARD_EXCEPTIONS = {
    1: "illegal function",
    2: "illegal address",
    3: "illegal value",
    4: "device failure",
    5: "acknowledged, not finished",
    6: "device busy",
    8: "memory parity error",
    10: "gateway path unavailable",
    11: "the device behind the gateway does not answer",
}
LONGEST_FRAME = 260


class LineError(Exception):
    """An exchange failed. `sent` is False when the request certainly never left."""

    sent = True


class NoAnswer(LineError):
    """The time ran out, or the connection was lost, before an answer began."""


class BadAnswer(LineError):
    """Something came back that does not answer the request; `raw` holds the bytes."""

    def __init__(self, reason: str, raw: bytes) -> None:
        super().__init__(f"{reason} [{raw.hex(' ')}]")
        self.reason = reason
        self.raw = raw


class OnlyEcho(BadAnswer):
    """The adapter gave back what was sent, and nothing came behind it."""


class OtherValue(BadAnswer):
    """The answer to a write is sound but echoes another value: clamped by the device, or a late echo."""

    def __init__(self, value: int, wanted: int, raw: bytes) -> None:
        super().__init__(f"the device echoes {value} instead of {wanted}", raw)
        self.value = value


class DeviceRefusal(LineError):
    """The device, or the gateway before it, answered with an exception code."""

    def __init__(self, code: int, meaning: str) -> None:
        super().__init__(f"exception {code}: {meaning}")
        self.code = code
        self.meaning = meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Read `count` holding registers from `address` on."""

    unit: int
    address: int
    count: int

    @property
    def function(self) -> int:
        """Return function code 3."""
        return READ


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Write one register, by function 6 or 16."""

    unit: int
    address: int
    raw: int
    function: int


Request = Read | Write


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A checked answer: the registers read, empty for a write."""

    registers: tuple[int, ...] = ()


def check_rtu(request: Request, raw: bytes, meanings: Mapping[int, str]) -> Answer:
    """Check an RTU answer: length, CRC, unit and every field; raise BadAnswer or DeviceRefusal."""
    length = rtu_length(raw)
    if length is None or len(raw) < length:
        raise BadAnswer(f"the answer is cut short after {len(raw)} bytes", raw)
    if len(raw) > length:
        raise BadAnswer(f"{len(raw) - length} bytes too many", raw)
    if crc(raw[:-2]) != raw[-2:]:
        raise BadAnswer("wrong CRC", raw)
    _same(raw, "unit", raw[0], request.unit)
    return check_pdu(request, raw[1:-2], raw, meanings)


def check_tcp(request: Request, transaction: int, raw: bytes, meanings: Mapping[int, str]) -> Answer:
    """Check a Modbus TCP answer: its header, unit and every field; raise BadAnswer or DeviceRefusal."""
    if len(raw) < 9:
        raise BadAnswer(f"the answer is cut short after {len(raw)} bytes", raw)
    answered, protocol, length, unit = struct.unpack(">HHHB", raw[:7])
    _same(raw, "protocol", protocol, 0)
    _same(raw, "length", length, len(raw) - 6)
    _same(raw, "transaction", answered, transaction)
    _same(raw, "unit", unit, request.unit)
    return check_pdu(request, raw[7:], raw, meanings)


def check_pdu(request: Request, pdu: bytes, raw: bytes, meanings: Mapping[int, str]) -> Answer:
    """Check function, counts, address and value; `meanings` are the device's own words for its exception codes."""
    if pdu[0] == request.function | 0x80 and len(pdu) == 2:
        known = meanings.get(pdu[1]) or STANDARD_EXCEPTIONS.get(pdu[1])
        raise DeviceRefusal(pdu[1], known or f"not a known code [{raw.hex(' ')}]")
    _same(raw, "function", pdu[0], request.function)
    if isinstance(request, Read):
        return Answer(registers=_registers(request, pdu, raw))
    _check_write(request, pdu, raw)
    return Answer()


def rtu_length(raw: bytes) -> int | None:
    """Return the length the first bytes of an RTU answer announce, None while they announce nothing."""
    if len(raw) < 3:
        return None
    if raw[1] & 0x80:
        return 5
    return {READ: 5 + raw[2], WRITE_ONE: 8, WRITE_SEVERAL: 8}.get(raw[1])


def tcp_length(raw: bytes) -> int | None:
    """Return the length the header of a Modbus TCP answer announces, None while it is not whole."""
    return min(6 + int.from_bytes(raw[4:6], "big"), LONGEST_FRAME) if len(raw) >= 6 else None


def crc(data: bytes) -> bytes:
    """Return the CRC-16 of a frame, low byte first (Modbus over Serial Line V1.02, clause 2.5.1.2)."""
    register = 0xFFFF
    for byte in data:
        register ^= byte
        for _ in range(8):
            register = (register >> 1) ^ (0xA001 if register & 1 else 0)
    return register.to_bytes(2, "little")


def _same(raw: bytes, field: str, found: int, wanted: int) -> None:
    if found != wanted:
        raise BadAnswer(f"{field} {found} instead of {wanted}", raw)


def _registers(request: Read, pdu: bytes, raw: bytes) -> tuple[int, ...]:
    if len(pdu) < 2 or pdu[1] != len(pdu) - 2:
        raise BadAnswer("the byte count does not fit the length", raw)
    _same(raw, "byte count", pdu[1], 2 * request.count)
    return struct.unpack(f">{request.count}H", pdu[2:])


def _check_write(request: Write, pdu: bytes, raw: bytes) -> None:
    _same(raw, "length of the data", len(pdu), 5)
    address, last = struct.unpack(">HH", pdu[1:])
    _same(raw, "address", address, request.address)
    if request.function == WRITE_SEVERAL:
        _same(raw, "count", last, 1)
    elif last != request.raw:
        raise OtherValue(last, request.raw, raw)
