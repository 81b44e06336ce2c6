"""What can go wrong on a bus or in a device: the kinds of fault as data, and when each of them acts."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from plantwright.modbus.simulator.frames import READ, Request


class Kind(enum.StrEnum):
    """The kinds of fault; `BEHAVIOURS` says what each does."""

    DROP_REQUEST = "drop request"
    DROP_REPLY = "drop reply"
    LATE_REPLY = "late reply"
    EARLY_REPLY = "early reply"
    DUPLICATE_REPLY = "duplicate reply"
    CUT_REPLY = "cut reply"
    SLOW_REPLY = "slow reply"
    NOISE_BEFORE = "noise before"
    NOISE_AFTER = "noise after"
    BABBLE = "babble"
    FOREIGN_MASTER = "foreign master"
    ECHO = "echo"
    ECHO_AND_REPLY = "echo and reply"
    CLOSE = "close"
    RTU_OVER_TCP = "rtu over tcp"
    WRONG_UNIT = "wrong unit"
    WRONG_FUNCTION = "wrong function"
    WRONG_COUNT = "wrong count"
    LONG_REPLY = "long reply"
    ODD_COUNT = "odd count"
    WRONG_ADDRESS = "wrong address"
    WRONG_VALUE = "wrong value"
    WRONG_CRC = "wrong crc"
    WRONG_TRANSACTION = "wrong transaction"
    ZERO_TRANSACTION = "zero transaction"
    WRONG_PROTOCOL = "wrong protocol"
    EXCEPTION = "exception"
    EXCEPTION_AFTER = "exception after acting"
    EXCEPTION_AND_REPLY = "exception and reply"
    VENDOR_EXCEPTION = "vendor exception"
    ACKNOWLEDGE = "acknowledge"
    HALF_WRITTEN = "half written"
    REPEAT_WRITE = "repeat write"
    CLAMP = "clamp"
    IGNORE = "ignore"
    CHANGE = "change"
    REFUSE_WHILE_RUNNING = "refuse while running"
    IGNORE_WHILE_RUNNING = "ignore while running"
    WRITE_PROTECTED = "write protected"
    REFUSE_FUNCTION = "refuse function"
    RAM_ONLY = "ram only"
    DELAYED_COMMIT = "delayed commit"
    LINE_AT_ONCE = "line at once"
    ALL_ZERO = "all zero"
    JITTER = "jitter"
    TRIP_UNPOLLED = "trip unpolled"
    REBOOT = "reboot"
    MOTOR_STARTS = "motor starts"
    KEYPAD = "keypad"
    DEVICE_FAULT = "device fault"
    SWAP = "swap"


class Behaviour(NamedTuple):
    """What a kind of fault does, what it has to be and may be given, and what stands for what is not given.

    `writes`: it counts and acts on writes only. `lasting`: it acts on every request unless `times` says otherwise.
    """

    about: str
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    writes: bool = False
    lasting: bool = False
    value: int = 0
    delay_s: float = 0.0
    most: int = 0xFFFF

    @property
    def least(self) -> int:
        """Return the smallest value: exceptions, functions and numbers of times begin with 1, registers with 0."""
        return 0 if self.most == 0xFFFF else 1


_VALUE, _DELAY, _CHANGE = ("value",), ("delay",), ("change",)

BEHAVIOURS: Mapping[Kind, Behaviour] = {
    Kind.DROP_REQUEST: Behaviour("the request is lost: nothing is executed or answered"),
    Kind.DROP_REPLY: Behaviour("executed, not answered"),
    Kind.LATE_REPLY: Behaviour("executed, answered after the delay", needs=_DELAY),
    Kind.EARLY_REPLY: Behaviour("answered at once, sooner than the characters of a paced line allow"),
    Kind.DUPLICATE_REPLY: Behaviour("the answer comes twice"),
    Kind.CUT_REPLY: Behaviour("only the first bytes of the answer come: value, else all but two", takes=_VALUE),
    Kind.SLOW_REPLY: Behaviour("the answer comes byte by byte, the delay apart", takes=_DELAY, delay_s=0.02),
    Kind.NOISE_BEFORE: Behaviour("stray bytes before the answer"),
    Kind.NOISE_AFTER: Behaviour("stray bytes after the answer, the delay after it was due", takes=_DELAY),
    Kind.BABBLE: Behaviour("stray bytes without end, or for the delay", takes=_DELAY),
    Kind.FOREIGN_MASTER: Behaviour("another master asks and is answered, after the delay", takes=_DELAY),
    Kind.ECHO: Behaviour("the request comes back as by an adapter that echoes; no device hears it"),
    Kind.ECHO_AND_REPLY: Behaviour("the request comes back, then the answer"),
    Kind.CLOSE: Behaviour("executed; connection or serial line are lost after value bytes of the answer", takes=_VALUE),
    Kind.RTU_OVER_TCP: Behaviour("the gateway passes serial frames through: no MBAP header", lasting=True),
    Kind.WRONG_UNIT: Behaviour("the answer names another unit"),
    Kind.WRONG_FUNCTION: Behaviour("the answer names another function"),
    Kind.WRONG_COUNT: Behaviour("one register too few, or another count"),
    Kind.LONG_REPLY: Behaviour("one register too many"),
    Kind.ODD_COUNT: Behaviour("half a register is missing from a read"),
    Kind.WRONG_ADDRESS: Behaviour("the echo of a write names another register"),
    Kind.WRONG_VALUE: Behaviour("the last register of a read, or the echo of a write, says value", needs=_VALUE),
    Kind.WRONG_CRC: Behaviour("the check bytes of a serial answer are wrong"),
    Kind.WRONG_TRANSACTION: Behaviour("the answer names another transaction"),
    Kind.ZERO_TRANSACTION: Behaviour("the answer names transaction 0"),
    Kind.WRONG_PROTOCOL: Behaviour("the answer names another protocol"),
    Kind.EXCEPTION: Behaviour("not executed; exception value", needs=_VALUE, most=255),
    Kind.EXCEPTION_AFTER: Behaviour("executed all the same; exception value", needs=_VALUE, most=255),
    Kind.EXCEPTION_AND_REPLY: Behaviour("executed; exception value (11), the answer after the delay",
                                        needs=_DELAY, takes=_VALUE, value=11, most=255),
    Kind.VENDOR_EXCEPTION: Behaviour("not executed; value holds function and code: 0xA063 answers A0 63", needs=_VALUE),
    Kind.ACKNOWLEDGE: Behaviour("exception 5; the value is there after the delay", takes=_DELAY, writes=True,
                                delay_s=0.2),
    Kind.HALF_WRITTEN: Behaviour("half of the registers are stored; exception value (4)", takes=_VALUE, writes=True,
                                 value=4, most=255),
    Kind.REPEAT_WRITE: Behaviour("the gateway sends the write value (3) times more", takes=_VALUE, writes=True, value=3,
                                 most=255),
    Kind.CLAMP: Behaviour("the device stores, and echoes, value instead", needs=_VALUE, writes=True),
    Kind.IGNORE: Behaviour("the device echoes the new value and keeps the old one", writes=True),
    Kind.CHANGE: Behaviour("other registers change with the request", needs=_CHANGE),
    Kind.REFUSE_WHILE_RUNNING: Behaviour("writes get exception value (3) while the motor runs", takes=_VALUE,
                                         writes=True, lasting=True, value=3, most=255),
    Kind.IGNORE_WHILE_RUNNING: Behaviour("writes are echoed and ignored while the motor runs", writes=True,
                                         lasting=True),
    Kind.WRITE_PROTECTED: Behaviour("writes get exception value (4)", takes=_VALUE, writes=True, lasting=True, value=4,
                                    most=255),
    Kind.REFUSE_FUNCTION: Behaviour("function value gets exception 1", needs=_VALUE, lasting=True, most=127),
    Kind.RAM_ONLY: Behaviour("what is written is lost at a power cycle", writes=True, lasting=True),
    Kind.DELAYED_COMMIT: Behaviour("answered at once; the value is there after the delay", takes=_DELAY, writes=True,
                                   lasting=True, delay_s=0.2),
    Kind.LINE_AT_ONCE: Behaviour("a new address or baud rate holds at once, not from a power cycle on", lasting=True),
    Kind.ALL_ZERO: Behaviour("every register reads 0", lasting=True),
    Kind.JITTER: Behaviour("settings read 1 more at every second read, or the registers given by as much as given",
                           takes=_CHANGE, lasting=True),
    Kind.TRIP_UNPOLLED: Behaviour("a running motor trips when nobody asks for the delay", needs=_DELAY, takes=_VALUE,
                                  lasting=True),
    Kind.REBOOT: Behaviour("executed, then silent for the delay (2 s), then as after a power cycle", takes=_DELAY,
                           delay_s=2.0),
    Kind.MOTOR_STARTS: Behaviour("the motor starts after the request"),
    Kind.KEYPAD: Behaviour("somebody works at the keypad after the request, and may change registers", takes=_CHANGE),
    Kind.DEVICE_FAULT: Behaviour("the device goes to fault (of code value) after the write", takes=_VALUE, writes=True),
    Kind.SWAP: Behaviour("another unit of the type answers from the next request on: settings as from the factory"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault. It acts on the `at`-th request (from 1) that matches `unit`, `function` and `register`, and on the
    following ones until `times` have been hit; None matches everything.

    `times` None: once, or always for a kind that lasts. What `value`, `delay_s` and `changes` (register -> raw) mean,
    and what stands for the ones not given, is in `BEHAVIOURS`.
    """

    kind: Kind
    at: int = 1
    times: int | None = None
    unit: int | None = None
    function: int | None = None
    register: int | None = None
    value: int = 0
    delay_s: float = 0.0
    changes: Mapping[int, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Return the value, or the one that stands for none."""
        return self.value or BEHAVIOURS[self.kind].value

    @property
    def seconds(self) -> float:
        """Return the delay, or the one that stands for none."""
        return self.delay_s or BEHAVIOURS[self.kind].delay_s

    def matches(self, request: Request) -> bool:
        """Return whether the fault counts a request."""
        if BEHAVIOURS[self.kind].writes and request.function == READ:
            return False
        wanted = (self.unit, self.function, self.register)
        found = (request.unit, request.function, request.register)
        return all(want in (None, have) for want, have in zip(wanted, found, strict=True))

    def acts(self, counted: int) -> bool:
        """Return whether the fault acts on the `counted`-th request that matches."""
        lasting = self.times is None and BEHAVIOURS[self.kind].lasting
        return self.at <= counted and (lasting or counted < self.at + (self.times or 1))


Acting = Mapping[Kind, Fault]
"""The faults that act on one request, by kind."""


class Faults:
    """The faults of one bus, and how many requests each has counted."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults = tuple(faults)
        self._counted = [0] * len(self._faults)

    def on(self, request: Request) -> Acting:
        """Count a request and return the faults that act on it; of two of a kind, the later one."""
        acting = {}
        for index, fault in enumerate(self._faults):
            if fault.matches(request):
                self._counted[index] += 1
                if fault.acts(self._counted[index]):
                    acting[fault.kind] = fault
        return acting

    def has(self, kind: Kind) -> bool:
        """Return whether a kind is among them, whenever it acts."""
        return any(fault.kind is kind for fault in self._faults)
