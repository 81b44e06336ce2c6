"""Which registers to read in which frames, and the map of a device read twice in different shapes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from plantwright.modbus.line import Reader
from plantwright.site.catalog import VOLATILE_ROLES, DeviceType, Modbus

Block = tuple[int, int]
"""First register and number of registers of one read."""


class Unstable(Exception):
    """Settings read differently twice in a row; `registers` are their addresses."""

    def __init__(self, registers: Iterable[int]) -> None:
        self.registers = tuple(registers)
        super().__init__("two reads differ at " + ", ".join(f"0x{register:04X}" for register in self.registers))


def read_map_twice(reader: Reader, unit: int, device_type: DeviceType) -> Mapping[int, int]:
    """Return the second of two whole reads whose frames differ in shape, of every readable register.

    Raise Unstable when a setting differs, and the errors of `Reader.read`.
    """
    blocks = read_blocks(device_type, "all")
    first = _read(reader, unit, unlike(blocks, reader.last_count(unit)))
    second = _read(reader, unit, other_blocks(blocks, reader.last_count(unit)))
    settings = [register for register, entry in device_type.map.items() if entry.role not in VOLATILE_ROLES]
    moved = [register for register in settings if first.get(register) != second.get(register)]
    if moved:
        raise Unstable(moved)
    return second


def read_blocks(device_type: DeviceType, wanted: str | Iterable[str], largest: int | None = None) -> list[Block]:
    """Return the fewest reads that cover the registers named, or with "all" every readable one.

    A read stays inside one block of the type, asks at most `read_max` (or `largest`) registers and includes no
    write-only register. Raises ValueError for a name that cannot be read.
    """
    modbus = _modbus(device_type)
    most = min(modbus.read_max, largest or modbus.read_max)
    stretches = list(_stretches(device_type, modbus))
    addresses = _addresses(device_type, stretches, wanted)
    return [block for first, last in stretches for block in _cover([a for a in addresses if first <= a <= last], most)]


def unlike(blocks: Sequence[Block], before: int) -> list[Block]:
    """Return reads of the same registers, none as large as the one before it, the first not as large as `before`.

    An answer that comes late then never fits the next request. Only a type that cannot be read in other sizes, with
    blocks of one register alone, gets two alike.
    """
    ordered = list(_unlike_neighbours(blocks, before))
    counts = [before, *(count for _, count in ordered)]
    return ordered if all(one != other for one, other in pairwise(counts)) else other_blocks(blocks, before)


def other_blocks(blocks: Sequence[Block], before: int | None = None) -> list[Block]:
    """Return the same registers in reads of other sizes, no two in a row alike as far as that is possible.

    `before` is the size of the read that comes before them, the last of `blocks` when left out.
    """
    halves = [half for start, count in blocks for half in _split(start, count)]
    if before is None:
        before = blocks[-1][1] if blocks else 0
    return list(_unlike_neighbours(halves, before))


def window(device_type: DeviceType, register: int) -> Block:
    """Return a read around a register with another count than 1 where its block allows: the shape of a read-back."""
    for first, last in _stretches(device_type, _modbus(device_type)):
        if first <= register <= last:
            start = register if register < last else max(first, register - 1)
            return start, min(2, last - first + 1, _modbus(device_type).read_max)
    raise ValueError(f"0x{register:04X} is not in a readable block of {device_type.type}")


def _modbus(device_type: DeviceType) -> Modbus:
    if device_type.modbus is None:
        raise ValueError(f"type {device_type.type} has no Modbus registers")
    return device_type.modbus


def _stretches(device_type: DeviceType, modbus: Modbus) -> Iterator[tuple[int, int]]:
    """Yield first and last register of the blocks, cut at write-only registers."""
    silent = {register for register, entry in device_type.map.items() if "r" not in entry.access}
    for first, last in modbus.blocks:
        edges = [first - 1, *sorted(register for register in silent if first <= register <= last), last + 1]
        yield from ((low + 1, high - 1) for low, high in pairwise(edges) if high - low > 1)


def _addresses(device_type: DeviceType, stretches: Sequence[tuple[int, int]], wanted: str | Iterable[str]) -> list[int]:
    readable = [address for first, last in stretches for address in range(first, last + 1)]
    if wanted == "all":
        return readable
    known = {**device_type.parameters, **device_type.registers}
    named = {name: known[name].register for name in wanted if name in known}
    lost = [name for name in wanted if named.get(name) not in readable]
    if lost:
        raise ValueError(f"type {device_type.type} has no readable register for {', '.join(lost)}")
    return sorted({address for address in named.values() if address is not None})


def _cover(addresses: Sequence[int], most: int) -> Iterator[Block]:
    rest = list(addresses)
    while rest:
        first = rest[0]
        taken = [address for address in rest if address < first + most]
        yield first, taken[-1] - first + 1
        rest = rest[len(taken) :]


def _split(start: int, count: int) -> list[Block]:
    """Split a read into two of different sizes; one or two registers stay together."""
    if count < 3:
        return [(start, count)]
    first = count // 2 + 1
    return [(start, first), (start + first, count - first)]


def _unlike_neighbours(blocks: Sequence[Block], before: int) -> Iterator[Block]:
    rest = list(blocks)
    while rest:
        chosen = next((block for block in rest if block[1] != before), rest[0])
        rest.remove(chosen)
        before = chosen[1]
        yield chosen


def _read(reader: Reader, unit: int, blocks: Iterable[Block]) -> Mapping[int, int]:
    found: dict[int, int] = {}
    for start, count in blocks:
        found.update(zip(range(start, start + count), reader.read(unit, start, count), strict=True))
    return dict(sorted(found.items()))
