"""What leaves the bus for a request: the answer in its envelope, and what faults of the wire make of it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from plantwright.modbus.simulator.faults import Acting, Fault, Kind
from plantwright.modbus.simulator.frames import READ, WRITE_ONE, WRITE_SEVERAL, Request, envelope

_NOISE = b"\xff\x00\x55"
_BABBLE_EVERY_S = 0.005
_FOR_EVER_S = 1e9
_FOREIGN_UNIT = 0xF0


@dataclass(frozen=True, slots=True, kw_only=True)
class Emission:
    """Bytes that leave the bus some time after the request; `close` ends the connection behind them.

    They are sent again every `every_s` for `for_s`. `at_once` ones keep no pace. `whole` is the frame that is logged
    when these bytes leave, None for the bytes themselves.
    """

    data: bytes
    after_s: float = 0.0
    close: bool = False
    every_s: float = 0.0
    for_s: float = 0.0
    at_once: bool = False
    whole: bytes | None = None

    @property
    def logged(self) -> bytes:
        """Return the bytes that are logged when this leaves, empty for a part of a frame."""
        return self.data if self.whole is None else self.whole


def emissions(request: Request, raw: bytes, pdu: bytes | None, acting: Acting) -> list[Emission]:
    """Return what leaves for a request of which `pdu` is the answer, None when there is none."""
    return [*_before(raw, acting), *_answers(request, pdu, acting), *_after(request, acting)]


def spread(emission: Emission, step_s: float) -> list[Emission]:
    """Return the bytes of an emission one by one, each a step after the one before; the last one is logged whole."""
    last = len(emission.data) - 1
    if last < 0:
        return [emission]
    return [
        Emission(data=emission.data[i : i + 1], after_s=emission.after_s + i * step_s,
                 close=emission.close and i == last, whole=emission.logged if i == last else b"")
        for i in range(len(emission.data))
    ]  # fmt: skip


def _before(raw: bytes, acting: Acting) -> list[Emission]:
    echo = [Emission(data=raw)] if Kind.ECHO_AND_REPLY in acting else []
    noise = [Emission(data=_NOISE, after_s=_delay(acting))] if Kind.NOISE_BEFORE in acting else []
    return [*echo, *noise]


def _answers(request: Request, pdu: bytes | None, acting: Acting) -> list[Emission]:
    if pdu is None or Kind.DROP_REPLY in acting:
        return []
    frame = _framed(request, _falsified(pdu, acting), acting)
    if Kind.CLOSE in acting:
        return [Emission(data=_cut(frame, acting[Kind.CLOSE], 0), close=True)]
    if Kind.SLOW_REPLY in acting:
        return spread(Emission(data=frame), acting[Kind.SLOW_REPLY].seconds)
    answer = Emission(data=frame, after_s=_delay(acting), at_once=Kind.EARLY_REPLY in acting)
    return [*_exceptions(request, acting), *[answer] * (2 if Kind.DUPLICATE_REPLY in acting else 1)]


def _exceptions(request: Request, acting: Acting) -> list[Emission]:
    """Return the exception that a gateway sends before the answer."""
    if Kind.EXCEPTION_AND_REPLY not in acting:
        return []
    pdu = bytes([request.function | 0x80, acting[Kind.EXCEPTION_AND_REPLY].number])
    return [Emission(data=_framed(request, pdu, acting))]


def _after(request: Request, acting: Acting) -> list[Emission]:
    after = []
    if Kind.NOISE_AFTER in acting:
        after.append(Emission(data=_NOISE, after_s=acting[Kind.NOISE_AFTER].seconds))
    if Kind.FOREIGN_MASTER in acting:
        pdus = (bytes([READ, 0, 0, 0, 1]), bytes([READ, 2, 0, 0]))
        frames = b"".join(envelope(_FOREIGN_UNIT, pdu, request.transaction) for pdu in pdus)
        after.append(Emission(data=frames, after_s=acting[Kind.FOREIGN_MASTER].seconds))
    if Kind.BABBLE in acting:
        lasts = acting[Kind.BABBLE].seconds or _FOR_EVER_S
        after.append(Emission(data=_NOISE, every_s=_BABBLE_EVERY_S, for_s=lasts, at_once=True))
    return after


def _delay(acting: Acting) -> float:
    return max(
        (acting[kind].seconds for kind in (Kind.LATE_REPLY, Kind.EXCEPTION_AND_REPLY) if kind in acting), default=0
    )


def _other_function(pdu: bytes, _: Fault) -> bytes:
    return bytes([pdu[0] + 1]) + pdu[1:]


def _other_count(pdu: bytes, _: Fault) -> bytes:
    if pdu[0] == READ:
        return bytes([READ, pdu[1] - 2]) + pdu[2:-2]
    return pdu[:-1] + bytes([pdu[-1] ^ 2]) if pdu[0] == WRITE_SEVERAL else pdu


def _longer(pdu: bytes, _: Fault) -> bytes:
    return bytes([READ, (pdu[1] + 2) & 0xFF]) + pdu[2:] + bytes(2) if pdu[0] == READ else pdu + bytes(2)


def _odd(pdu: bytes, _: Fault) -> bytes:
    return bytes([READ, pdu[1] - 1]) + pdu[2:-1] if pdu[0] == READ else pdu


def _other_address(pdu: bytes, _: Fault) -> bytes:
    return pdu[:2] + bytes([pdu[2] ^ 1]) + pdu[3:] if pdu[0] in (WRITE_ONE, WRITE_SEVERAL) else pdu


def _other_value(pdu: bytes, fault: Fault) -> bytes:
    return pdu[:-2] + fault.value.to_bytes(2, "big") if pdu[0] in (READ, WRITE_ONE) else pdu


_FALSIFY: Mapping[Kind, Callable[[bytes, Fault], bytes]] = {
    Kind.WRONG_FUNCTION: _other_function,
    Kind.WRONG_COUNT: _other_count,
    Kind.LONG_REPLY: _longer,
    Kind.ODD_COUNT: _odd,
    Kind.WRONG_ADDRESS: _other_address,
    Kind.WRONG_VALUE: _other_value,
}


def _falsified(pdu: bytes, acting: Acting) -> bytes:
    for kind, change in _FALSIFY.items():
        pdu = change(pdu, acting[kind]) if kind in acting else pdu
    return pdu


def _framed(request: Request, pdu: bytes, acting: Acting) -> bytes:
    """Return the answer in its envelope, with the fields of the envelope that a fault makes wrong."""
    frame = envelope(request.unit ^ (Kind.WRONG_UNIT in acting), pdu, _transaction(request, acting))
    if Kind.WRONG_PROTOCOL in acting and request.transaction is not None:
        frame = frame[:2] + b"\x00\x01" + frame[4:]
    if Kind.WRONG_CRC in acting and request.transaction is None:
        frame = frame[:-1] + bytes([frame[-1] ^ 0xFF])
    return _cut(frame, acting[Kind.CUT_REPLY], len(frame) - 2) if Kind.CUT_REPLY in acting else frame


def _cut(frame: bytes, fault: Fault, otherwise: int) -> bytes:
    """Return as many bytes of a frame as a fault lets pass, `otherwise` ones when it names no part of the frame."""
    return frame[: fault.value if 0 < fault.value < len(frame) else otherwise]


def _transaction(request: Request, acting: Acting) -> int | None:
    if request.transaction is None:
        return None
    if Kind.ZERO_TRANSACTION in acting:
        return 0
    return request.transaction ^ (Kind.WRONG_TRANSACTION in acting)
