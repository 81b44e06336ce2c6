"""A bus of the rehearsal plant: finds the device that is asked, and lets faults act on request and answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from plantwright.modbus.simulator.device import SimulatedDevice
from plantwright.modbus.simulator.faults import Fault, Faults, Kind
from plantwright.modbus.simulator.framelog import FrameLog
from plantwright.modbus.simulator.frames import READ, WRITE_ONE, WRITE_SEVERAL, Request, envelope

_NOISE = b"\xff\x00\x55"
_SILENT = (Kind.DROP_REPLY, Kind.DROP_REQUEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Emission:
    """Bytes that leave the bus some time after the request; `close` ends the connection behind them."""

    data: bytes
    after_s: float = 0.0
    close: bool = False


@dataclass(slots=True, kw_only=True)
class SimulatedBus:
    """The devices on one bus, by unit address."""

    tag: str
    devices: Mapping[int, SimulatedDevice]
    log: FrameLog
    faults: Faults = field(default_factory=Faults)

    def answer(self, request: Request, raw: bytes) -> list[Emission]:
        """Execute a request and return what goes back: nothing from a unit that is not there or after a broadcast."""
        self.log.add(self.tag, "request", raw)
        acting = self.faults.on(request)
        if Kind.ECHO in acting:
            return [Emission(data=raw)]
        if request.unit == 0:
            for each in self.devices.values():
                each.execute(request.pdu)
            return []
        device = self.devices.get(request.unit)
        if device is None or Kind.DROP_REQUEST in acting:
            return []
        pdu = _executed(device, request, acting)
        return _emissions(request, _falsified(pdu, acting), acting)


def _executed(device: SimulatedDevice, request: Request, acting: Mapping[Kind, Fault]) -> bytes:
    """Carry out a request in a device that may refuse, clamp, ignore, or change more than it was asked to."""
    if Kind.EXCEPTION in acting:
        return bytes([request.function | 0x80, acting[Kind.EXCEPTION].value])
    asked = request.pdu
    if Kind.CLAMP in acting and request.function in (WRITE_ONE, WRITE_SEVERAL):
        asked = request.pdu[:-2] + acting[Kind.CLAMP].value.to_bytes(2, "big")
    before = dict(device.registers)
    pdu = device.execute(asked)
    if Kind.IGNORE in acting:
        device.registers = before
    if Kind.CHANGE in acting:
        device.registers.update(acting[Kind.CHANGE].changes)
    return pdu


def _other_function(pdu: bytes, _: Fault) -> bytes:
    return bytes([pdu[0] + 1]) + pdu[1:]


def _other_count(pdu: bytes, _: Fault) -> bytes:
    if pdu[0] == READ:
        return bytes([READ, pdu[1] - 2]) + pdu[2:-2]
    return pdu[:-1] + bytes([pdu[-1] ^ 2]) if pdu[0] == WRITE_SEVERAL else pdu


def _other_address(pdu: bytes, _: Fault) -> bytes:
    return pdu[:2] + bytes([pdu[2] ^ 1]) + pdu[3:] if pdu[0] in (WRITE_ONE, WRITE_SEVERAL) else pdu


def _other_value(pdu: bytes, fault: Fault) -> bytes:
    return pdu[:-2] + fault.value.to_bytes(2, "big") if pdu[0] in (READ, WRITE_ONE) else pdu


_FALSIFY: Mapping[Kind, Callable[[bytes, Fault], bytes]] = {
    Kind.WRONG_FUNCTION: _other_function,
    Kind.WRONG_COUNT: _other_count,
    Kind.WRONG_ADDRESS: _other_address,
    Kind.WRONG_VALUE: _other_value,
}


def _falsified(pdu: bytes, acting: Mapping[Kind, Fault]) -> bytes:
    for kind, change in _FALSIFY.items():
        pdu = change(pdu, acting[kind]) if kind in acting else pdu
    return pdu


def _framed(request: Request, pdu: bytes, acting: Mapping[Kind, Fault]) -> bytes:
    """Return the answer in its envelope, with the fields of the envelope that a fault makes wrong."""
    transaction = request.transaction
    if transaction is not None and Kind.WRONG_TRANSACTION in acting:
        transaction ^= 1
    frame = envelope(request.unit ^ (Kind.WRONG_UNIT in acting), pdu, transaction)
    if Kind.WRONG_PROTOCOL in acting and transaction is not None:
        frame = frame[:2] + b"\x00\x01" + frame[4:]
    if Kind.WRONG_CRC in acting and transaction is None:
        frame = frame[:-1] + bytes([frame[-1] ^ 0xFF])
    return frame[:-2] if Kind.CUT_REPLY in acting else frame


def _emissions(request: Request, pdu: bytes, acting: Mapping[Kind, Fault]) -> list[Emission]:
    frame = _framed(request, pdu, acting)
    if any(kind in acting for kind in _SILENT):
        return []
    if Kind.CLOSE in acting:
        return [Emission(data=b"", close=True)]
    if Kind.SLOW_REPLY in acting:
        step = acting[Kind.SLOW_REPLY].delay_s
        return [Emission(data=frame[i : i + 1], after_s=i * step) for i in range(len(frame))]
    delay = acting[Kind.LATE_REPLY].delay_s if Kind.LATE_REPLY in acting else 0.0
    before = [Emission(data=_NOISE, after_s=delay)] if Kind.NOISE_BEFORE in acting else []
    after = [Emission(data=_NOISE, after_s=acting[Kind.NOISE_AFTER].delay_s)] if Kind.NOISE_AFTER in acting else []
    copies = 2 if Kind.DUPLICATE_REPLY in acting else 1
    return [*before, *[Emission(data=frame, after_s=delay)] * copies, *after]
