"""One device of the rehearsal plant: its registers, and the answer of a real one to functions 3, 6 and 16.

What it answers is what its device type says: exception 01 for a function it lacks, 02 outside its blocks, 03 for a
count it does not take. Quirk, as in the CLR8G manual, which knows no exception for a value out of range: such a value
is acknowledged, and the old one stays.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from plantwright.modbus.codec import decode, encode, raw_allowed
from plantwright.modbus.simulator.frames import READ, WRITE_ONE, WRITE_SEVERAL
from plantwright.site.catalog import DeviceType, Modbus, Parameter
from plantwright.site.model import Bus, Device

ILLEGAL_FUNCTION, ILLEGAL_ADDRESS, ILLEGAL_COUNT = 1, 2, 3
_ANOTHER = 10
"""How far apart the fingerprints of two units are, in raw counts."""
RAMP_S = 3.0
"""How long a simulated motor takes to start and to stop."""

RUNNING = ("starting", "bypass", "stopping")
"""The states in which the motor turns."""

_COMMANDS = {"start": ("starting", "bypass"), "stop": ("stopping", "standby")}
"""Bit of the command register -> the state at once, and the state after RAMP_S."""


class Refusal(Exception):
    """The device answers with an exception code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True, kw_only=True)
class SimulatedDevice:
    """A device on a bus. `registers` is its memory, `factory` what it left the factory with; `clock` is monotonic
    time in seconds; `reads` counts the answers of a device whose values move.
    """

    tag: str
    unit: int
    baud_rate: int
    type: DeviceType
    modbus: Modbus
    map: Mapping[int, Parameter]
    factory: Mapping[int, int]
    registers: dict[int, int]
    clock: Callable[[], float] = time.monotonic
    powered: bool = True
    reads: int = 0
    _arrives: tuple[float, str] = field(default=(0.0, ""))
    _asleep_until: float = 0.0
    _asked: float = 0.0
    _later: list[tuple[float, Mapping[int, int]]] = field(default_factory=list)
    _forgets: dict[int, int] = field(default_factory=dict)

    def execute(self, pdu: bytes) -> bytes:
        """Carry out a request and return the PDU of the answer."""
        self.settle()
        try:
            return self._answer(pdu)
        except Refusal as refusal:
            return bytes([pdu[0] | 0x80, refusal.code])

    def set_state(self, name: str) -> None:
        """Put the status register to a named state, when the type has it."""
        status = self.type.registers.get(self.modbus.status)
        if status and status.register is not None and name in status.codes:
            self.registers[status.register] = status.codes[name]

    @property
    def state(self) -> str:
        """Return the name of the status now, "" when the type has no status register."""
        self.settle()
        status = self.type.registers.get(self.modbus.status)
        return self.type.status_name(self.registers[status.register]) if status and status.register is not None else ""

    @property
    def running(self) -> bool:
        """Return whether the motor turns."""
        return self.state in RUNNING

    def settle(self) -> None:
        """Let a start or stop that was commanded come to its end, and store what was put off."""
        now = self.clock()
        moment, state = self._arrives
        if state and now >= moment:
            self.set_state(state)
            self._arrives = (0.0, "")
        for due, values in self._later:
            if now >= due:
                self.registers.update(values)
        self._later = [(due, values) for due, values in self._later if now < due]

    def unasked_s(self) -> float:
        """Return how long nobody has asked, and begin to count anew."""
        before, self._asked = self._asked, self.clock()
        return self._asked - before if before else 0.0

    def awake(self) -> bool:
        """Return whether the device can answer a request that has come just now."""
        return self.powered and self.clock() >= self._asleep_until

    def postpone(self, values: Mapping[int, int], delay_s: float) -> None:
        """Store values only after a while."""
        self._later.append((self.clock() + delay_s, values))

    def remember(self, registers: Iterable[int]) -> None:
        """Keep registers as they are over a power cycle."""
        for register in registers:
            self._forgets.pop(register, None)

    def forget_later(self, values: Mapping[int, int]) -> None:
        """Let a power cycle bring values back, unless it would bring back older ones already."""
        self._forgets = {**values, **self._forgets}

    def power_cycle(self) -> None:
        """Switch off and on: what stood in RAM only is lost, a motor stands, address and baud rate hold."""
        self.registers.update(self._forgets)
        self._forgets.clear()
        self._later.clear()
        self._arrives = (0.0, "")
        self.powered = True
        self.set_state("standby")
        self.adopt_line()

    def reboot(self, silent_s: float) -> None:
        """Restart by itself: silent for a while, then as after a power cycle."""
        self.power_cycle()
        self._asleep_until = self.clock() + silent_s

    def adopt_line(self) -> None:
        """Go to the address and the baud rate that the registers hold."""
        for register, entry in self.map.items():
            if entry.role == "address":
                self.unit = self.registers[register]
            elif entry.role == "baud" and str(decode(entry, self.registers[register])).isdecimal():
                self.baud_rate = int(str(decode(entry, self.registers[register])))

    def start(self) -> None:
        """Start the motor, as its command does."""
        self._obey("start")

    def stop(self) -> None:
        """Stop the motor, as its command does."""
        self._obey("stop")

    def edit(self, changes: Mapping[int, int]) -> None:
        """Let somebody work at the keypad and change registers by hand."""
        self._arrives = (0.0, "")
        self.set_state("editing")
        self.registers.update(changes)
        self.remember(changes)

    def fail(self, code: int) -> None:
        """Go to fault; a code other than 0 becomes the newest fault."""
        self._arrives = (0.0, "")
        self.set_state("fault")
        newest = next((register for register, entry in self.map.items() if entry.role == "fault"), None)
        if code and newest is not None:
            self.registers[newest] = code

    def swap(self) -> None:
        """Become another unit of the same type at the same address: another fingerprint, settings of the factory."""
        self._forgets.clear()
        self._later.clear()
        self._arrives = (0.0, "")
        self.registers.update(self.factory)
        for register, entry in self.map.items():
            self.registers[register] += _ANOTHER if entry.name in self.modbus.fingerprint else 0

    def _answer(self, pdu: bytes) -> bytes:
        function = pdu[0]
        if function in (READ, WRITE_ONE, WRITE_SEVERAL) and len(pdu) < 5:
            raise Refusal(ILLEGAL_COUNT)
        if function == READ and function == self.modbus.read_function:
            return self._read(pdu)
        if function not in self.modbus.write_functions or function not in (WRITE_ONE, WRITE_SEVERAL):
            raise Refusal(ILLEGAL_FUNCTION)
        return self._write_one(pdu) if function == WRITE_ONE else self._write_several(pdu)

    def _read(self, pdu: bytes) -> bytes:
        address, count = _numbers(pdu[1:5])
        self._check_span(address, count, self.modbus.read_max, "r")
        values = [self.registers.get(register, 0) for register in range(address, address + count)]
        return bytes([READ, 2 * count]) + b"".join(value.to_bytes(2, "big") for value in values)

    def _write_one(self, pdu: bytes) -> bytes:
        address, raw = _numbers(pdu[1:5])
        self._check_span(address, 1, 1, "w")
        self._store(address, raw)
        return pdu[:5]

    def _write_several(self, pdu: bytes) -> bytes:
        address, count = _numbers(pdu[1:5])
        if len(pdu) != 6 + 2 * count or pdu[5] != 2 * count:
            raise Refusal(ILLEGAL_COUNT)
        self._check_span(address, count, self.modbus.write_max, "w")
        for register, raw in zip(range(address, address + count), _numbers(pdu[6:]), strict=True):
            self._store(register, raw)
        return pdu[:5]

    def _check_span(self, address: int, count: int, most: int, access: str) -> None:
        if not 1 <= count <= most:
            raise Refusal(ILLEGAL_COUNT)
        if not all(self._has(register, access) for register in range(address, address + count)):
            raise Refusal(ILLEGAL_ADDRESS)
        if access == "r" and not any(low <= address <= high - count + 1 for low, high in self.modbus.blocks):
            raise Refusal(ILLEGAL_ADDRESS)

    def _has(self, register: int, access: str) -> bool:
        entry = self.map.get(register)
        return access in entry.access if entry else access == "r"

    def _store(self, register: int, raw: int) -> None:
        entry = self.map[register]
        if entry.role == "command":
            self._command(entry, raw)
        elif not _limited(entry) or raw_allowed(entry, raw):
            self.registers[register] = raw

    def _command(self, entry: Parameter, raw: int) -> None:
        for name, bit in entry.bits.items():
            if raw >> bit & 1:
                self._obey(name)

    def _obey(self, name: str) -> None:
        if "reset" in name:
            self.set_state("standby")
        if name in _COMMANDS:
            now, then = _COMMANDS[name]
            self.set_state(now)
            self._arrives = (self.clock() + RAMP_S, then)


def simulated(device: Device, bus: Bus) -> SimulatedDevice | None:
    """Return the device as it left its factory, at the site's address and baud rate; None when it speaks no Modbus."""
    if device.type.modbus is None or device.bus is None:
        return None
    factory = {register: _initial(entry, device, bus) for register, entry in device.type.map.items()}
    return SimulatedDevice(
        tag=device.tag, unit=device.bus.address, baud_rate=bus.baud_rate, type=device.type, modbus=device.type.modbus,
        map=device.type.map, factory=factory, registers=dict(factory),
    )  # fmt: skip


def _initial(entry: Parameter, device: Device, bus: Bus) -> int:
    if entry.role == "address" and device.bus:
        return device.bus.address
    if entry.role == "baud" and str(bus.baud_rate) in map(str, entry.codes):
        return encode(entry, bus.baud_rate)
    if entry.role == "identity" and entry.unit == "kW" and device.rated_power_kw is not None:
        return encode(entry, device.rated_power_kw)
    value = entry.default if entry.simulated is None else entry.simulated
    return 0 if value is None else encode(entry, value)


def _limited(entry: Parameter) -> bool:
    return bool(entry.codes) or entry.kind == "boolean" or entry.maximum is not None


def _numbers(data: bytes) -> tuple[int, ...]:
    return tuple(int.from_bytes(data[index : index + 2], "big") for index in range(0, len(data) - 1, 2))
