"""What a device makes of a request when it refuses, clamps, forgets, delays, or has a life of its own."""

from collections.abc import Callable, Mapping

from plantwright.modbus.simulator.device import ILLEGAL_FUNCTION, SimulatedDevice
from plantwright.modbus.simulator.faults import Acting, Fault, Kind
from plantwright.modbus.simulator.frames import READ, WRITE_SEVERAL, Request

ACKNOWLEDGED = 5


def executed(device: SimulatedDevice, request: Request, acting: Acting) -> bytes | None:
    """Carry out a request in a device with its faults; return the answer, None when it keeps silent."""
    device.settle()  # what a fault undoes is what this request did, and nothing that was due before
    unasked_s = device.unasked_s()
    if Kind.TRIP_UNPOLLED in acting and unasked_s > acting[Kind.TRIP_UNPOLLED].seconds and device.running:
        device.fail(acting[Kind.TRIP_UNPOLLED].value)
    refusal = _refusal(device, request, acting)
    pdu = refusal or _carried_out(device, request, acting)
    for kind, event in _EVENTS.items():
        if kind in acting:
            event(device, acting[kind])
    return None if Kind.REBOOT in acting else pdu


def _refusal(device: SimulatedDevice, request: Request, acting: Acting) -> bytes | None:
    """Return the answer to a request that is not executed, None when it is."""
    if Kind.VENDOR_EXCEPTION in acting:
        return acting[Kind.VENDOR_EXCEPTION].value.to_bytes(2, "big")
    code = 0
    if Kind.EXCEPTION in acting:
        code = acting[Kind.EXCEPTION].value
    elif Kind.REFUSE_FUNCTION in acting and acting[Kind.REFUSE_FUNCTION].value == request.function:
        code = ILLEGAL_FUNCTION
    elif Kind.WRITE_PROTECTED in acting:
        code = acting[Kind.WRITE_PROTECTED].number
    elif Kind.REFUSE_WHILE_RUNNING in acting and device.running:
        code = acting[Kind.REFUSE_WHILE_RUNNING].number
    return bytes([request.function | 0x80, code]) if code else None


def _carried_out(device: SimulatedDevice, request: Request, acting: Acting) -> bytes:
    ignored = Kind.IGNORE in acting or (Kind.IGNORE_WHILE_RUNNING in acting and device.running)
    before = dict(device.registers)
    pdu = device.execute(_asked(request, acting))
    if request.function == READ:
        return _misread(device, request, pdu, acting)
    stored = {register: raw for register, raw in device.registers.items() if before.get(register) != raw}
    if ignored:
        device.registers.update({register: before[register] for register in stored})
    else:
        _keep(device, request, {register: before[register] for register in stored}, acting)
    return _told(request, pdu, acting)


def _asked(request: Request, acting: Acting) -> bytes:
    """Return the PDU as a device takes it that clamps a value, or stops half way."""
    if Kind.CLAMP in acting and request.function != READ:
        return request.pdu[:-2] + acting[Kind.CLAMP].value.to_bytes(2, "big")
    if Kind.HALF_WRITTEN in acting and request.function == WRITE_SEVERAL and len(request.pdu) > 6:
        half = (request.pdu[5] // 2 + 1) // 2
        return request.pdu[:3] + bytes([0, half, 2 * half]) + request.pdu[6 : 6 + 2 * half]
    return request.pdu


def _keep(device: SimulatedDevice, request: Request, old: Mapping[int, int], acting: Acting) -> None:
    """Store what was written for good, until the power goes, or only after a while; `old` is what it replaced."""
    late = acting.get(Kind.ACKNOWLEDGE) or acting.get(Kind.DELAYED_COMMIT)
    if late:
        device.postpone({register: device.registers[register] for register in old}, late.seconds)
        device.registers.update(old)
    elif Kind.RAM_ONLY in acting:
        device.forget_later(old)
    else:
        device.remember({request.register, *old})
    if Kind.LINE_AT_ONCE in acting:
        device.adopt_line()


def _told(request: Request, pdu: bytes, acting: Acting) -> bytes:
    """Return what a device says that has acted."""
    if pdu[0] & 0x80:
        return pdu
    codes = {kind: acting[kind].number for kind in (Kind.EXCEPTION_AFTER, Kind.HALF_WRITTEN) if kind in acting}
    if Kind.ACKNOWLEDGE in acting:
        codes[Kind.ACKNOWLEDGE] = ACKNOWLEDGED
    return bytes([request.function | 0x80, next(iter(codes.values()))]) if codes else pdu


def _misread(device: SimulatedDevice, request: Request, pdu: bytes, acting: Acting) -> bytes:
    if pdu[0] != READ:
        return pdu
    if Kind.ALL_ZERO in acting:
        pdu = pdu[:2] + bytes(len(pdu) - 2)
    if Kind.JITTER in acting:
        pdu = pdu[:2] + _moved(device, request.register, pdu[2:], acting[Kind.JITTER])
    return _told(request, pdu, acting)


def _moved(device: SimulatedDevice, first: int, data: bytes, jitter: Fault) -> bytes:
    device.reads += 1
    settings = {register: 1 for register, entry in device.map.items() if entry.role == "parameter"}
    by = (jitter.changes or settings) if device.reads % 2 == 0 else {}
    values = [int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2)]
    moved = [value + by.get(register, 0) & 0xFFFF for register, value in enumerate(values, first)]
    return b"".join(value.to_bytes(2, "big") for value in moved)


_EVENTS: Mapping[Kind, Callable[[SimulatedDevice, Fault], None]] = {
    Kind.CHANGE: lambda device, fault: device.registers.update(fault.changes),
    Kind.MOTOR_STARTS: lambda device, _: device.start(),
    Kind.KEYPAD: lambda device, fault: device.edit(fault.changes),
    Kind.DEVICE_FAULT: lambda device, fault: device.fail(fault.value),
    Kind.SWAP: lambda device, _: device.swap(),
    Kind.REBOOT: lambda device, fault: device.reboot(fault.seconds),
}
"""What happens to a device after a request, in this order."""
