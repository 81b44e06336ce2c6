"""The line to the devices of one bus: the only module that speaks Modbus, and the only place a frame can leave from.

pymodbus encodes and frames the requests (`pymodbus.pdu.register_message`, `FramerRTU` and `FramerSocket.buildFrame`:
not its documented client interface, so its version is pinned). Its client is not used: it compares only unit and
transaction of an answer, hides why an exchange failed, and keeps no silent interval. `answers` checks every field.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Self

from pymodbus.framer import FramerRTU, FramerSocket
from pymodbus.pdu import DecodePDU, ModbusPDU
from pymodbus.pdu.register_message import (
    ReadHoldingRegistersRequest,
    WriteMultipleRegistersRequest,
    WriteSingleRegisterRequest,
)

from plantwright.modbus import answers
from plantwright.modbus.answers import Answer, BadAnswer, DeviceRefusal, LineError, NoAnswer, Read, Request, Write
from plantwright.modbus.endpoint import Endpoint
from plantwright.modbus.permission import WriteRefused, permit
from plantwright.modbus.timing import character_s, silence_s
from plantwright.modbus.wire import CannotOpen, LineBusy, open_wire
from plantwright.site.catalog import DeviceType

__all__ = [
    "CannotOpen", "Disturbed", "Endpoint", "LineBusy", "OnFrame", "Reader", "WriteRefused", "Writer", "open_reader",
    "open_writer",
]  # fmt: skip

OnFrame = Callable[[str, bytes, float], None]
"""Called with "out", "in" or "stray", the bytes, and the monotonic time at which they left or were whole."""

READ_RETRIES = 2
LONGEST_QUIET = 5
"""A line that babbles is given up after this many quiet periods."""
GATEWAY_EXCEPTIONS = (10, 11)
"""After these the device may still act, and its answer may still come."""
EARLIEST = 0.95
"""An answer before this part of its time on the wire answers something else; the rest is baud rate tolerance."""
SPIN_S = 0.001
"""The end of a silent interval is waited out awake: sleeping is not that exact."""

_FRAMERS = {"tcp": FramerSocket(DecodePDU(False)), "rtu": FramerRTU(DecodePDU(False))}


class Disturbed(LineError):
    """Bytes that nobody asked for were on the line, so nothing was sent: another master may be talking."""

    sent = False


def open_reader(endpoint: Endpoint, on_frame: OnFrame | None = None) -> "Reader":
    """Open a bus for reading; raise CannotOpen, or LineBusy when another program holds the port."""
    return Reader(endpoint, on_frame)


def open_writer(
    endpoint: Endpoint, types_by_unit: Mapping[int, DeviceType], on_frame: OnFrame | None = None
) -> "Writer":
    """Open a bus for writing the pushable parameters of the devices named, and no others; raise as `open_reader`."""
    return Writer(endpoint, types_by_unit, on_frame)


class Reader:
    """An open bus that can only be read: it knows no device it may write, so `_emit` refuses every write.

    `unexpected_bytes` counts the bytes that came unasked; `last_count` is the register count of the latest request.
    """

    def __init__(self, endpoint: Endpoint, on_frame: OnFrame | None = None) -> None:
        self.endpoint = endpoint
        self.unexpected_bytes = 0
        self.last_count = 0
        self._types: Mapping[int, DeviceType] = MappingProxyType({})
        self._on_frame = on_frame
        self._transaction = 0
        self._open()

    @property
    def gateway(self) -> bool:
        """True when a gateway stands between: it may deliver a write long after it was sent."""
        return self.endpoint.kind == "tcp"

    def read(self, unit: int, address: int, count: int) -> tuple[int, ...]:
        """Return `count` holding registers of a unit, 1 to 247; try at most three times.

        Raises DeviceRefusal at once, NoAnswer or BadAnswer of the last try, and Disturbed or CannotOpen when the line
        is not to be had.
        """
        if not (1 <= unit <= 247 and 1 <= count <= 125 and 0 <= address <= 0x10000 - count):
            raise ValueError(f"cannot read {count} registers from {address:#06x} of unit {unit}")
        request = Read(unit=unit, address=address, count=count)
        for _ in range(READ_RETRIES):
            with suppress(NoAnswer, BadAnswer):
                return self._exchange(request).registers
        return self._exchange(request).registers

    def close(self) -> None:
        """Close the line; harmless when it is closed."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> None:
        self._wire = open_wire(self.endpoint)
        self._proven: set[int] = set()
        self._doubtful = False
        self._sent_until = self._silent_since = time.monotonic()

    def _exchange(self, request: Request) -> Answer:
        """Send one request, once, and return its checked answer; a failure makes the next exchange wait and reopen."""
        if self._doubtful:
            self._recover()
        self._keep_silence(request)
        self._emit(request)
        try:
            answer = self._check(request, self._collect(request))
        except DeviceRefusal as refusal:
            self._doubtful = refusal.code in GATEWAY_EXCEPTIONS
            raise
        self._doubtful = False
        if isinstance(request, Read):
            self._proven.add(request.unit)
        return answer

    def _emit(self, request: Request) -> None:
        """Put one request on the wire: the only function in the program that sends anything to a device."""
        if not isinstance(request, Read):
            permit(request, self._types, self._proven)
        self._doubtful = True
        self._transaction = self._transaction % 0xFFFF + 1
        self.last_count = request.count if isinstance(request, Read) else 0
        frame = _frame(self.endpoint.kind, request, self._transaction)
        self._report("out", frame)
        self._sent_until = self._silent_since = time.monotonic() + self._on_wire_s(len(frame))
        try:
            self._wire.send(frame)
        except OSError as error:
            raise NoAnswer(f"the connection was lost while sending: {error}") from error

    def _collect(self, request: Request) -> bytes:
        """Return the bytes of one answer: as many as its own head announces, or what came until the time was up."""
        length_of = answers.tcp_length if self.gateway else answers.rtu_length
        until = self._sent_until + self.endpoint.timeout_s + self._on_wire_s(8 + 2 * self.last_count)
        raw = b""
        while len(raw) < (length_of(raw) or answers.LONGEST_FRAME):
            try:
                some = self._wire.receive(until)
            except OSError as error:
                raise NoAnswer(f"the connection was lost before the answer was whole: {error}") from error
            if not some:
                break
            raw += some
            self._silent_since = time.monotonic()
        if not raw:
            raise NoAnswer(f"unit {request.unit} did not answer within {self.endpoint.timeout_s:g} s")
        self._report("in", raw)
        return raw

    def _check(self, request: Request, raw: bytes) -> Answer:
        kind = self._types.get(request.unit)
        meanings = kind.modbus.exceptions if kind and kind.modbus else {}
        if self.gateway:
            return answers.check_tcp(request, self._transaction, raw, meanings)
        self._check_time(raw)
        return answers.check_rtu(request, raw, meanings)

    def _check_time(self, raw: bytes) -> None:
        """Refuse an answer that came before the wire allows: it was sent before it was asked for."""
        taken = self._silent_since - self._sent_until
        needed = silence_s(self.endpoint.baud_rate) + self._on_wire_s(len(raw))
        if self.endpoint.paced and taken < EARLIEST * needed:
            early = f"{1000 * taken:.1f} ms after the request; the wire alone takes {1000 * needed:.1f} ms"
            raise BadAnswer(f"the answer came {early}", raw)

    def _on_wire_s(self, characters: int) -> float:
        if self.gateway:
            return 0.0
        return characters * character_s(self.endpoint.baud_rate, self.endpoint.parity, self.endpoint.stop_bits)

    def _keep_silence(self, request: Request) -> None:
        """Wait until t3.5 has passed since the last byte; a write needs a line on which nobody else talks."""
        before = self.unexpected_bytes
        try:
            silent = self._drain_until_silent()
        except OSError:
            self._wire.close()
            self._open()
            return
        strays = self.unexpected_bytes - before
        if not silent or (strays and isinstance(request, Write)):
            raise Disturbed(f"{strays} bytes came unasked before a request to unit {request.unit}; nothing was sent")

    def _drain_until_silent(self) -> bool:
        """Return True after t3.5 of silence, False when the line never falls silent."""
        gap = 0.0 if self.gateway else silence_s(self.endpoint.baud_rate)
        given_up = time.monotonic() + LONGEST_QUIET * self.endpoint.quiet_s
        self._drain(time.monotonic())
        while (end := self._silent_since + gap) > (now := time.monotonic()):
            if now > given_up:
                return False
            if end - now > SPIN_S:
                self._drain(end - SPIN_S)
        self._drain(time.monotonic())
        return True

    def _drain(self, until: float) -> None:
        """Take, report and count the bytes that come before a time."""
        some = self._wire.receive(until)
        if some:
            self._report("stray", some)
            self.unexpected_bytes += len(some)
            self._silent_since = time.monotonic()

    def _recover(self) -> None:
        """Keep silent until nothing has come for a quiet period, then close and reopen: a late answer dies here."""
        with suppress(OSError):  # a lost connection brings no late answer
            self._wait_quiet()
        self._wire.close()
        self._open()

    def _wait_quiet(self) -> None:
        delays = [(kind.modbus.response_delay_ms or 0) / 1000 for kind in self._types.values() if kind.modbus]
        quiet = max([self.endpoint.quiet_s, *delays])
        self._silent_since = begun = time.monotonic()
        while (until := self._silent_since + quiet) > time.monotonic() and until < begun + LONGEST_QUIET * quiet:
            self._drain(until)

    def _report(self, direction: str, data: bytes) -> None:
        if self._on_frame:
            self._on_frame(direction, data, time.monotonic())


class Writer(Reader):
    """An open bus on which the pushable parameters of the given devices can be written, one register a frame."""

    def __init__(
        self, endpoint: Endpoint, types_by_unit: Mapping[int, DeviceType], on_frame: OnFrame | None = None
    ) -> None:
        super().__init__(endpoint, on_frame)
        self._types = MappingProxyType(dict(types_by_unit))

    def write(self, unit: int, register: int, raw: int) -> None:
        """Send one write frame, once, and check its echo; whether the value holds only a fresh read can tell.

        Raises WriteRefused, Disturbed or CannotOpen when nothing was sent; DeviceRefusal, NoAnswer or BadAnswer after.
        """
        kind = self._types.get(unit)
        function = kind.modbus.write_function if kind and kind.modbus else 0
        self._exchange(Write(unit=unit, address=register, raw=raw, function=function))


def _frame(kind: str, request: Request, transaction: int) -> bytes:
    return _FRAMERS[kind].buildFrame(_pdu(request, transaction))


def _pdu(request: Request, transaction: int) -> ModbusPDU:
    if isinstance(request, Read):
        return ReadHoldingRegistersRequest(
            dev_id=request.unit, transaction_id=transaction, address=request.address, count=request.count
        )
    form = WriteMultipleRegistersRequest if request.function == answers.WRITE_SEVERAL else WriteSingleRegisterRequest
    return form(dev_id=request.unit, transaction_id=transaction, address=request.address, registers=[request.raw])
