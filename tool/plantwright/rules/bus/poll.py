"""How long one round over all units of a bus takes on the wire, every readable register of every unit once."""

from collections.abc import Iterable
from functools import lru_cache

from plantwright.frozen import dataclass
from plantwright.physics import bus_line, rs485_line
from plantwright.site.model import Bus, Device, Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The reads of one unit. `reply_delay_ms`: how long it may take to answer, None where nothing states it."""

    device: str
    registers: int
    reads: int
    reply_delay_ms: Number | None
    time_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One round. `unknown` are the units whose registers no document read gives."""

    turns: tuple[Turn, ...]
    unknown: tuple[str, ...] = ()

    @property
    def time_ms(self) -> float:
        """The time on the wire; at least that where a unit has no reply delay or no registers."""
        return sum(turn.time_ms for turn in self.turns)

    @property
    def without_delay(self) -> tuple[str, ...]:
        return tuple(turn.device for turn in self.turns if turn.reply_delay_ms is None)

    @property
    def exact(self) -> bool:
        return not self.unknown and not self.without_delay


def cycle(bus: Bus, devices: Iterable[Device]) -> Cycle:
    """Return one round over the units of a bus, each block of registers read in as few frames as the type allows.

    What the controller itself needs between two polls is not in it, only the silence of 3.5 characters.
    """
    every = tuple(devices)
    turns = [_turn(bus, device) for device in every if _blocks(device)]
    return Cycle(turns=tuple(turns), unknown=tuple(device.tag for device in every if not _blocks(device)))


def reply_delay_ms(device: Device) -> Number | None:
    """Return the measured delay of a unit, else the wait set in it, else the longest its type may take."""
    if device.bus and device.bus.reply_delay_ms is not None:
        return device.bus.reply_delay_ms
    wait = device.setting("send_wait_ms")
    if isinstance(wait, int | float):
        return wait
    return device.type.modbus.response_delay_ms if device.type.modbus else None


def character_bits(bus: Bus) -> int:
    """Return the bits of one character on a bus."""
    return bus_line.character_bits(bus.data_bits, bus.parity, bus.stop_bits)


def _turn(bus: Bus, device: Device) -> Turn:
    delay_ms, most = reply_delay_ms(device), device.type.modbus.read_max if device.type.modbus else 1
    sizes = [size for first, last in _blocks(device) for size in rs485_line.reads(first, last, most)]
    return Turn(
        device=device.tag,
        registers=sum(sizes),
        reads=len(sizes),
        reply_delay_ms=delay_ms,
        time_ms=_time_ms(tuple(sizes), delay_ms or 0, bus.baud_rate, character_bits(bus)),
    )


@lru_cache(maxsize=1024)
def _time_ms(sizes: tuple[int, ...], delay_ms: Number, baud_rate: int, bits: int) -> float:
    """Compute the time of all reads once for all units alike."""
    return rs485_line.cycle_time_ms([rs485_line.read_poll(size, delay_ms) for size in sizes], baud_rate, bits)


def _blocks(device: Device) -> tuple[tuple[int, int], ...]:
    return device.type.modbus.blocks if device.type.modbus else ()
