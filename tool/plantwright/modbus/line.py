"""The line to the devices of one bus: the only module that speaks Modbus, and the only place a frame can leave from.

pymodbus encodes and frames the requests (`pymodbus.pdu.register_message`, `FramerRTU` and `FramerSocket.buildFrame`:
not its documented client interface, so its version is pinned). Its client is not used: it compares only unit and
transaction of an answer, hides why an exchange failed, and keeps no silent interval. `answers` checks every field.
"""

import threading
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

from plantwright.modbus import answers, framing
from plantwright.modbus.answers import Answer, BadAnswer, DeviceRefusal, LineError, NoAnswer, Read, Request, Write
from plantwright.modbus.clock import since_boot
from plantwright.modbus.echo import Echo
from plantwright.modbus.endpoint import Endpoint
from plantwright.modbus.framing import MODBUS_TCP, RTU, OtherFraming
from plantwright.modbus.permission import Permit, WriteRefused, permit, permit_line_setting
from plantwright.modbus.timing import character_s, silence_s
from plantwright.modbus.wire import CannotOpen, LineBusy, WrongAdapter, open_wire
from plantwright.site.catalog import DeviceType

__all__ = [
    "CannotOpen", "Disturbed", "Endpoint", "LineBusy", "OnFrame", "OtherFraming", "Paused", "Reader", "WriteRefused",
    "Writer", "WrongAdapter", "open_line_setter", "open_reader", "open_writer",
]  # fmt: skip

OnFrame = Callable[[str, bytes, float], None]
"""Called with "out", "in", "echo" or "stray", the bytes, and the monotonic time at which they left or were whole."""
Stopping = Callable[[], bool]

READ_RETRIES = 2
LONGEST_READ = 8
"""A read is given up after this many times the time-out and the quiet period, however often it might be tried."""
LONGEST_QUIET = 5
"""A line that babbles is given up after this many quiet periods."""
LONGEST_PAUSE_S = 5.0
"""A write needs an answer of its device that is not older, and a computer that has not slept longer."""
WAIT = ("busy", "acknowledged")
"""Meanings, by the facts of a device type, of exceptions after which a read is asked again."""
WAIT_S = 0.2
GATEWAY_EXCEPTIONS = (10, 11)
"""After these the device may still act, and its answer may still come."""
EARLIEST = 0.95
"""An answer before this part of its time on the wire answers something else; the rest is baud rate tolerance."""
SPIN_S = 0.0002
"""The end of a silent interval is waited out awake: sleeping is not that exact."""
FIRST_TRANSACTION, TRANSACTIONS = 0xF800, 0x800
"""Transactions begin with 0xF8 to 0xFF: behind a gateway that passes bytes on as they are, the first byte of a frame is
taken for a unit, and 248 to 255 are nobody's (Modbus over Serial Line V1.02, clause 2.2) while 0 is a broadcast."""

_FRAMERS = {MODBUS_TCP: FramerSocket(DecodePDU(False)), RTU: FramerRTU(DecodePDU(False))}


class Disturbed(LineError):
    """Bytes that nobody asked for were on the line, so nothing was sent: another master may be talking."""

    sent = False


class Paused(LineError):
    """The computer slept or the program was held up since the device answered, so nothing was sent."""

    sent = False


def open_reader(
    endpoint: Endpoint, on_frame: OnFrame | None = None, *, types_by_unit: Mapping[int, DeviceType] | None = None,
    stopping: Stopping | None = None, clock: Callable[[], float] = since_boot,
) -> "Reader":  # fmt: skip
    """Open a bus for reading; raise CannotOpen, or LineBusy when another program holds the port.

    `types_by_unit` tells what the exceptions of a device mean, `stopping` when not to try again, `clock` the seconds
    since a moment in the past, those the computer slept included.
    """
    return Reader(endpoint, on_frame, types_by_unit or {}, stopping, clock)


def open_writer(
    endpoint: Endpoint, types_by_unit: Mapping[int, DeviceType], on_frame: OnFrame | None = None,
    *, clock: Callable[[], float] = since_boot,
) -> "Writer":  # fmt: skip
    """Open a bus for writing the pushable parameters of the devices named, and no others; raise as `open_reader`."""
    return Writer(endpoint, on_frame, types_by_unit, None, clock)


def open_line_setter(
    endpoint: Endpoint, unit: int, device_type: DeviceType, on_frame: OnFrame | None = None,
    *, clock: Callable[[], float] = since_boot,
) -> "Writer":  # fmt: skip
    """Open a bus for writing address and baud rate of one device that is alone on it; raise as `open_reader`."""
    return _LineSetter(endpoint, on_frame, {unit: device_type}, None, clock)


class Reader:
    """An open bus that can only be read: it knows no device it may write, so `_emit` refuses every write.

    It belongs to the thread that opened it. `unexpected_bytes` counts the bytes that came unasked; `echoes` says
    whether the adapter gives back what is sent, None while no read has shown it.
    """

    _writable: Mapping[int, DeviceType] = MappingProxyType({})
    _permit: Permit = staticmethod(permit)

    def __init__(
        self, endpoint: Endpoint, on_frame: OnFrame | None, types_by_unit: Mapping[int, DeviceType],
        stopping: Stopping | None, clock: Callable[[], float],
    ) -> None:  # fmt: skip
        self.endpoint = endpoint
        self.unexpected_bytes = 0
        self.echoes: bool | None = None
        self._framing = endpoint.framing if endpoint.kind == "tcp" else RTU
        self._types = MappingProxyType(dict(types_by_unit))
        self._on_frame = on_frame
        self._stopping = stopping or (lambda: False)
        self._clock = clock
        self._slept_before_s = self._slept_s()
        self._owner = threading.get_ident()
        self._transaction = 0
        self._counts: dict[int, int] = {}
        self._understood = False
        self._strays = 0
        self._open()

    @property
    def gateway(self) -> bool:
        """True when a gateway stands between that may deliver a write long after it was sent."""
        return self.endpoint.delivers_late

    def last_count(self, unit: int) -> int:
        """Return the number of registers of the latest read of a unit, 0 when there was none."""
        return self._counts.get(unit, 0)

    def read(self, unit: int, address: int, count: int) -> tuple[int, ...]:
        """Return `count` holding registers of a unit, 1 to 247; try at most three times.

        Raises DeviceRefusal at once, NoAnswer or BadAnswer of the last try, and Disturbed or CannotOpen when the line
        is not to be had.
        """
        if not (1 <= unit <= 247 and 1 <= count <= 125 and 0 <= address <= 0x10000 - count):
            raise ValueError(f"cannot read {count} registers from {address:#06x} of unit {unit}")
        request = Read(unit=unit, address=address, count=count)
        ends = time.monotonic() + LONGEST_READ * (self.endpoint.timeout_s + self.endpoint.quiet_s)
        for _ in range(READ_RETRIES):
            with suppress(NoAnswer, BadAnswer):
                return self._ask(request, ends)
            if self._stopping() or time.monotonic() > ends:
                break
        try:
            return self._ask(request, ends)
        except (NoAnswer, BadAnswer) as error:
            self._try_other_framing(request, error)
            raise

    def close(self) -> None:
        """Close the line; harmless when it is closed."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> None:
        self._wire = open_wire(self.endpoint)
        self._answered: dict[int, float] = {}
        self.echoes = False if self._mbap else None
        self._slept_at_opening_s = self._slept_s()
        self._doubtful = False
        self._sent_until = self._silent_since = time.monotonic()

    def _ask(self, request: Read, ends: float) -> tuple[int, ...]:
        """Return what is read; ask again while the device, by the facts of its type, says that it is busy."""
        while True:
            try:
                return self._exchange(request).registers
            except DeviceRefusal as refusal:
                waits = self._kind_of(request.unit, refusal.code) in WAIT and not self._stopping()
                if not waits or time.monotonic() + WAIT_S > ends:
                    raise
            time.sleep(WAIT_S)

    def _try_other_framing(self, request: Read, failure: LineError) -> None:
        """Ask a gateway that was never understood in the other framing, once; raise OtherFraming when it answers."""
        if self._understood or self.endpoint.kind != "tcp" or self._stopping():
            return
        self._framing = other = framing.other_than(self._framing)
        try:
            with suppress(LineError):
                self._exchange(request)
        finally:
            answered, self._understood = self._understood, False
            self._framing, self._doubtful = self.endpoint.framing, True
        if answered:
            raise OtherFraming(self.endpoint.name, other) from failure

    def _exchange(self, request: Request) -> Answer:
        """Send one request, once, and return its checked answer; a failure makes the next exchange wait and reopen."""
        if threading.get_ident() != self._owner:
            raise RuntimeError(f"{self.endpoint.name} belongs to the thread that opened it")
        if isinstance(request, Write):
            self._guard_pause(request)
        if self._doubtful or self._slept_s() - self._slept_at_opening_s > LONGEST_PAUSE_S:
            self._recover()
        self._keep_silence(request)
        frame = self._emit(request)
        echo = Echo(frame, self.echoes)
        raw = self._collect(request, echo)
        echoed = echo.length(raw)
        self._report("echo", raw[:echoed])
        self._report("in", raw[echoed:])
        try:
            answer = self._check(request, echo.answer_in(raw, request.unit))
        except DeviceRefusal as refusal:
            self._understood = True
            self._doubtful = refusal.code in GATEWAY_EXCEPTIONS
            raise
        self._doubtful = False
        self._understood = True
        self.echoes = echoed > 0
        self._answered[request.unit] = self._clock()
        return answer

    def _emit(self, request: Request) -> bytes:
        """Put one request on the wire: the only function in the program that sends anything to a device."""
        if not isinstance(request, Read):
            self._permit(request, self._writable, self._answered)
            self._guard_pause(request)
        self._doubtful = True
        self._transaction = (self._transaction + 1) % TRANSACTIONS
        self._counts[request.unit] = request.count if isinstance(request, Read) else 0
        frame = _frame(self._framing, request, FIRST_TRANSACTION + self._transaction)
        self._report("out", frame)
        self._sent_until = self._silent_since = time.monotonic() + self._on_wire_s(len(frame))
        try:
            self._wire.send(frame)
        except OSError as error:
            raise NoAnswer(f"the connection was lost while sending: {error}") from error
        return frame

    def _guard_pause(self, request: Write) -> None:
        """Raise Paused when what was read of the device before this write may no longer be so."""
        now = self._clock()
        pause_s = max(now - self._answered.get(request.unit, now), self._slept_s() - self._slept_before_s)
        if pause_s > LONGEST_PAUSE_S:
            raise Paused(
                f"the computer slept or was held up for {pause_s:.0f} s; nothing was sent to unit {request.unit}"
            )

    def _slept_s(self) -> float:
        """Return for how long the computer has slept, beside an unknown time that stays the same."""
        return self._clock() - time.monotonic()

    def _collect(self, request: Request, echo: Echo) -> bytes:
        """Return the bytes of one answer: as many as its own head announces, or what came until the time was up."""
        expected = 8 + 2 * self._counts[request.unit] + len(echo.frame)
        until = self._sent_until + self.endpoint.timeout_s + self._on_wire_s(expected)
        raw = b""
        while not echo.complete(raw, lambda answer: framing.length_of(self._framing, answer)):
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
        return raw

    def _check(self, request: Request, raw: bytes) -> Answer:
        kind = self._types.get(request.unit)
        meanings = kind.modbus.exceptions if kind and kind.modbus else {}
        if not self._mbap:
            self._check_time(raw)
        return framing.check(self._framing, request, FIRST_TRANSACTION + self._transaction, raw, meanings)

    def _kind_of(self, unit: int, code: int) -> str:
        kind = self._types.get(unit)
        return kind.modbus.exception_kinds.get(code, "") if kind and kind.modbus else ""

    def _check_time(self, raw: bytes) -> None:
        """Refuse an answer that came before the wire allows: it was sent before it was asked for."""
        taken = self._silent_since - self._sent_until
        needed = silence_s(self.endpoint.baud_rate) + self._on_wire_s(len(raw))
        if self.endpoint.paced and taken < EARLIEST * needed:
            early = f"{1000 * taken:.1f} ms after the request; the wire alone takes {1000 * needed:.1f} ms"
            raise BadAnswer(f"the answer came {early}", raw)

    @property
    def _mbap(self) -> bool:
        return self._framing == MODBUS_TCP

    def _on_wire_s(self, characters: int) -> float:
        if self._mbap:
            return 0.0
        return characters * character_s(self.endpoint.baud_rate, self.endpoint.parity, self.endpoint.stop_bits)

    def _keep_silence(self, request: Request) -> None:
        """Wait until t3.5 has passed since the last byte; a write needs a line on which nobody else has talked.

        Bytes before a read are told with the next write: who polls the line once a second is seldom met just before it.
        """
        before = self.unexpected_bytes
        try:
            silent = self._drain_until_silent()
        except OSError:
            self._wire.close()
            self._open()
            return
        self._strays += self.unexpected_bytes - before
        if not silent or (self._strays and isinstance(request, Write)):
            strays, self._strays = self._strays, 0
            raise Disturbed(f"{strays} bytes came unasked before a request to unit {request.unit}; nothing was sent")

    def _drain_until_silent(self) -> bool:
        """Return True after t3.5 of silence, False when the line never falls silent."""
        gap = 0.0 if self._mbap else silence_s(self.endpoint.baud_rate)
        given_up = time.monotonic() + LONGEST_QUIET * self.endpoint.quiet_s
        while (end := self._silent_since + gap) > (now := time.monotonic()) or self._drain(now):
            if now > given_up:
                return False
            if end - now > SPIN_S:
                self._drain(end - SPIN_S)
        return True

    def _drain(self, until: float) -> bool:
        """Take, report and count the bytes that come before a time; return whether there were any."""
        some = self._wire.receive(until)
        if some:
            self._report("stray", some)
            self.unexpected_bytes += len(some)
            self._silent_since = time.monotonic()
        return bool(some)

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
        if self._on_frame and data:
            self._on_frame(direction, data, time.monotonic())


class Writer(Reader):
    """An open bus on which the pushable parameters of the given devices can be written, one register a frame."""

    def __init__(
        self, endpoint: Endpoint, on_frame: OnFrame | None, types_by_unit: Mapping[int, DeviceType],
        stopping: Stopping | None, clock: Callable[[], float],
    ) -> None:  # fmt: skip
        super().__init__(endpoint, on_frame, types_by_unit, stopping, clock)
        self._writable = self._types

    def write(self, unit: int, register: int, raw: int) -> None:
        """Send one write frame, once, and check its echo; whether the value holds only a fresh read can tell.

        Raises WriteRefused, Paused, Disturbed or CannotOpen when nothing was sent; DeviceRefusal, NoAnswer or BadAnswer
        after.
        """
        kind = self._types.get(unit)
        function = kind.modbus.write_function if kind and kind.modbus else 0
        self._exchange(Write(unit=unit, address=register, raw=raw, function=function))


class _LineSetter(Writer):
    """An open bus on which a device alone gets another address or baud rate, and nothing else is written."""

    _permit: Permit = staticmethod(permit_line_setting)


def _frame(framed: str, request: Request, transaction: int) -> bytes:
    return _FRAMERS[framed].buildFrame(_pdu(request, transaction))


def _pdu(request: Request, transaction: int) -> ModbusPDU:
    if isinstance(request, Read):
        return ReadHoldingRegistersRequest(
            dev_id=request.unit, transaction_id=transaction, address=request.address, count=request.count
        )
    form = WriteMultipleRegistersRequest if request.function == answers.WRITE_SEVERAL else WriteSingleRegisterRequest
    return form(dev_id=request.unit, transaction_id=transaction, address=request.address, registers=[request.raw])
