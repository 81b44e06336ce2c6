"""What can go wrong on a bus or in a device, switched on by kind and number of the request."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from plantwright.modbus.simulator.frames import Request


class Kind(enum.StrEnum):
    """The kinds of fault; what `value` means stands behind each that uses it."""

    DROP_REQUEST = "drop request"  # not executed, not answered
    DROP_REPLY = "drop reply"  # executed, not answered
    LATE_REPLY = "late reply"  # executed, answered after delay_s
    DUPLICATE_REPLY = "duplicate reply"
    CUT_REPLY = "cut reply"  # the last two bytes are missing
    SLOW_REPLY = "slow reply"  # one byte at a time, delay_s apart
    NOISE_BEFORE = "noise before"  # bytes on the line before the answer
    NOISE_AFTER = "noise after"  # bytes on the line delay_s after the answer, as from a second master
    ECHO = "echo"  # the request comes back; nothing executes it
    CLOSE = "close"  # executed, then a TCP connection is closed without an answer
    WRONG_UNIT = "wrong unit"
    WRONG_FUNCTION = "wrong function"
    WRONG_COUNT = "wrong count"  # one register too few, or another count
    WRONG_ADDRESS = "wrong address"
    WRONG_VALUE = "wrong value"  # value: what the echo of a write says
    WRONG_CRC = "wrong crc"
    WRONG_TRANSACTION = "wrong transaction"
    WRONG_PROTOCOL = "wrong protocol"
    EXCEPTION = "exception"  # value: the code; not executed
    CLAMP = "clamp"  # value: what the device stores, and echoes, instead
    IGNORE = "ignore"  # the device echoes the new value and keeps the old one
    CHANGE = "change"  # other registers change: `changes`, after the request is executed


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault. It acts on the `at`-th request (from 1) that matches `unit`, `function` and `register`, and on the
    following ones until `times` have been hit; None matches everything."""

    kind: Kind
    at: int = 1
    times: int = 1
    unit: int | None = None
    function: int | None = None
    register: int | None = None
    value: int = 0
    delay_s: float = 0.0
    changes: Mapping[int, int] = field(default_factory=dict)

    def matches(self, request: Request) -> bool:
        """Return whether the fault counts a request."""
        wanted = (self.unit, self.function, self.register)
        found = (request.unit, request.function, request.register)
        return all(want in (None, have) for want, have in zip(wanted, found, strict=True))


class Faults:
    """The faults of one bus, and how many requests each has counted."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults = tuple(faults)
        self._counted = [0] * len(self._faults)

    def on(self, request: Request) -> Mapping[Kind, Fault]:
        """Count a request and return the faults that act on it, by kind."""
        acting = {}
        for index, fault in enumerate(self._faults):
            self._counted[index] += fault.matches(request)
            if fault.matches(request) and fault.at <= self._counted[index] < fault.at + fault.times:
                acting[fault.kind] = fault
        return acting
