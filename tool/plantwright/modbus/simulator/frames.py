"""Modbus frames as a device sees them: whole requests out of a byte stream, answers put into their envelope."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

READ, WRITE_ONE, WRITE_SEVERAL = 3, 6, 16
END_OF_FRAME_S = 0.05
"""Silence after which bytes that are no whole request are given up; long, as a writer may be slow to be scheduled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it came: its unit, its PDU, and the transaction of Modbus TCP (None on a serial line)."""

    unit: int
    pdu: bytes
    transaction: int | None = None

    @property
    def function(self) -> int:
        """Return the function code."""
        return self.pdu[0]

    @property
    def register(self) -> int:
        """Return the first register, -1 for a PDU too short to name one."""
        return int.from_bytes(self.pdu[1:3], "big") if len(self.pdu) >= 3 else -1


class SerialStream:
    """Whole requests out of the bytes of a serial line; `first` is when the first byte of the latest one came."""

    def __init__(self) -> None:
        self.first = 0.0
        self._last = 0.0
        self._buffer = b""

    @property
    def deadlines(self) -> list[float]:
        """Return when the bytes received so far are given up, nothing when there are none."""
        return [self._last + END_OF_FRAME_S] if self._buffer else []

    def feed(self, data: bytes) -> Iterator[tuple[Request, bytes]]:
        """Take bytes and return the requests that are whole, each with its bytes."""
        self._last = time.monotonic()
        if not self._buffer:
            self.first = self._last
        self._buffer += data
        while (found := rtu_request(self._buffer))[0] is not None:
            request, length = found
            raw, self._buffer = self._buffer[:length], self._buffer[length:]
            if request is not None:
                yield request, raw

    def given_up(self) -> bytes:
        """Return the bytes that became no request before their time was up, and forget them."""
        if not any(time.monotonic() >= due for due in self.deadlines):
            return b""
        raw, self._buffer = self._buffer, b""
        return raw


def rtu_request(data: bytes) -> tuple[Request | None, int]:
    """Return the whole request at the start of a serial buffer and its length; (None, 0) while it is not whole."""
    size = 8
    if len(data) >= 2 and data[1] == WRITE_SEVERAL:
        size = 9 + data[6] if len(data) > 6 else len(data) + 1
    return (rtu_frame(data[:size]), size) if len(data) >= size and rtu_frame(data[:size]) else (None, 0)


def rtu_frame(frame: bytes) -> Request | None:
    """Return the request in a frame whose end a silence has shown; None when its CRC is wrong."""
    if len(frame) < 4 or crc(frame[:-2]) != frame[-2:]:
        return None
    return Request(unit=frame[0], pdu=frame[1:-2])


def tcp_request(data: bytes) -> tuple[Request | None, int]:
    """Return the whole request at the start of a TCP buffer and its length; raise ValueError for another protocol."""
    if len(data) < 8:
        return None, 0
    protocol, length = int.from_bytes(data[2:4], "big"), int.from_bytes(data[4:6], "big")
    if protocol != 0 or not 2 <= length <= 254:
        raise ValueError(f"not Modbus TCP: protocol {protocol}, length {length}")
    if len(data) < 6 + length:
        return None, 0
    transaction = int.from_bytes(data[:2], "big")
    return Request(unit=data[6], pdu=data[7 : 6 + length], transaction=transaction), 6 + length


def envelope(unit: int, pdu: bytes, transaction: int | None) -> bytes:
    """Return the bytes on the wire: MBAP header before, or CRC behind."""
    body = bytes([unit]) + pdu
    if transaction is None:
        return body + crc(body)
    return transaction.to_bytes(2, "big") + bytes(2) + len(body).to_bytes(2, "big") + body


def _table() -> tuple[int, ...]:
    remainders = []
    for byte in range(256):
        remainder = byte
        for _ in range(8):
            remainder = (remainder >> 1) ^ 0xA001 if remainder & 1 else remainder >> 1
        remainders.append(remainder)
    return tuple(remainders)


_CRC = _table()


def crc(data: bytes) -> bytes:
    """Return the two CRC bytes of a serial frame, low byte first."""
    remainder = 0xFFFF
    for byte in data:
        remainder = remainder >> 8 ^ _CRC[(remainder ^ byte) & 0xFF]
    return bytes([remainder & 0xFF, remainder >> 8])
