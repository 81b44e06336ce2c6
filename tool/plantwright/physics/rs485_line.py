"""An RS-485 line: what it may carry, how long it may be, how it ends, and how long a poll of all its units takes.

Source: Modbus over Serial Line V1.02; the limits themselves come in as numbers.
"""

from collections.abc import Iterable, Sequence

from plantwright.frozen import dataclass
from plantwright.physics.bus_line import character_time_s, t35_s

READ_REQUEST_BYTES = 8  # address, function, start, quantity, CRC
READ_RESPONSE_BYTES = 5  # address, function, byte count, CRC; two more for every register
COPPER_OHM_MM2_PER_M = 0.0172  # annealed copper at 20 °C, IEC 60028, not read
AWG_36_MM2 = 0.012668  # 0.127 mm diameter; every 39 numbers down is 92 times the diameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One request and its answer. `turnaround_ms`: how long the unit takes before it answers."""

    request_bytes: int
    response_bytes: int
    turnaround_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrunkLimits:
    """The longest trunk, the highest rate and the thinnest wire it is stated for, and what shortens it."""

    longest_m: float
    stated_baud_rate: int
    stated_gauge: int
    category_5_m: float
    four_wire_divisor: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """How the terminators lie: `open_ends_m` have none, `stray_m` lie at no end or are one too many."""

    open_ends_m: tuple[float, ...]
    stray_m: tuple[float, ...]

    @property
    def correct(self) -> bool:
        return not self.open_ends_m and not self.stray_m


def unit_loads(devices: Iterable[float], *, hosts: float = 1.0) -> float:
    """Return the sum of the unit loads on a line; an ordinary unit is 1, a receiver of high resistance a part of 1."""
    return sum(devices) + hosts


def most_units(limit: int, reduction: int, *, polarised: bool) -> int:
    """Return how many units a line takes; polarisation uses up some of the drive (3.4.6)."""
    return limit - reduction if polarised else limit


def wire_mm2(gauge: int) -> float:
    """Return the cross-section of an American wire gauge: A = A36 x 92^((36 - n) / 19.5)."""
    return float(AWG_36_MM2 * 92 ** ((36 - gauge) / 19.5))


def longest_trunk_m(limits: TrunkLimits, *, category_5: bool = False, four_wires_as_two: bool = False) -> float:
    """Return the length that no trunk may pass, whatever its rate and its wire (3.4.3, 3.6)."""
    longest = min(limits.longest_m, limits.category_5_m) if category_5 else limits.longest_m
    return longest / limits.four_wire_divisor if four_wires_as_two else longest


def length_is_stated(limits: TrunkLimits, baud_rate: int, cross_section_mm2: float) -> bool:
    """Return whether the longest trunk is stated for this rate and this wire: it is for slow lines of thick wire."""
    return baud_rate <= limits.stated_baud_rate and cross_section_mm2 >= wire_mm2(limits.stated_gauge)


def longest_stub_m(single_m: float, shared_m: float, stubs_of_tap: int = 1) -> float:
    """Return how long each stub of a tap may be: 20 m, and with n stubs on one tap 40 m / n (3.4.3)."""
    return min(single_m, shared_m / stubs_of_tap)


def ends(terminators_m: Sequence[float], first_m: float, last_m: float, *, near_m: float = 0.0) -> Ends:
    """Match terminators with the two ends of a trunk: one belongs within `near_m` of each, none elsewhere (3.4.5)."""
    left, open_ends = sorted(terminators_m), []
    for end_m in (first_m, last_m):
        nearest = min(left, key=lambda place: abs(place - end_m), default=None)
        if nearest is None or abs(nearest - end_m) > near_m:
            open_ends.append(end_m)
        else:
            left.remove(nearest)
    return Ends(open_ends_m=tuple(open_ends), stray_m=tuple(left))


def parallel_ohm(resistances_ohm: Iterable[float]) -> float:
    """1/R = sum of 1/R_i; infinite without any."""
    conductance = sum(1 / each for each in resistances_ohm)
    return 1 / conductance if conductance else float("inf")


def loop_ohm(length_m: float, cross_section_mm2: float) -> float:
    """Return the resistance of both wires of a pair of copper."""
    return 2 * length_m * COPPER_OHM_MM2_PER_M / cross_section_mm2


def measured_ohm(
    terminators_ohm: Sequence[float], others_ohm: Sequence[float], wires_ohm: float
) -> tuple[float, float]:
    """Return between which ends a resistance lies that is measured on a dead line.

    Least: everything in parallel at one place. Most: the terminators alone, one near and the others behind the wires.
    """
    near, *far = sorted(terminators_ohm)
    return parallel_ohm([*terminators_ohm, *others_ohm]), parallel_ohm([near, *(each + wires_ohm for each in far)])


def idle_voltage_v(supply_v: float, pull_ohm: float, line_ohm: float) -> float:
    """Return the voltage between the wires while nobody drives: U R / (R + 2 R_pull) (3.4.6).

    One resistor of `pull_ohm` lies on each wire; `line_ohm` is the terminators and the inputs of the units in parallel.
    """
    return supply_v / (1 + 2 * pull_ohm / line_ohm)


def reads(first: int, last: int, most: int) -> tuple[int, ...]:
    """Return the sizes of the reads of a block of registers, `most` registers at a time."""
    whole, rest = divmod(last - first + 1, most)
    return (most,) * whole + ((rest,) if rest else ())


def read_poll(registers: int, turnaround_ms: float = 0.0) -> Poll:
    """Return the poll that reads a number of registers."""
    return Poll(
        request_bytes=READ_REQUEST_BYTES,
        response_bytes=READ_RESPONSE_BYTES + 2 * registers,
        turnaround_ms=turnaround_ms,
    )


def poll_time_ms(poll: Poll, baud_rate: int, character_bits: int = 11) -> float:
    """Return the time of one poll on the wire: both frames, the wait of the unit, and the silence before the next poll.

    A unit cannot answer before the silence of 3.5 characters that ends the request (2.5.1.1); the silence is reckoned
    with the 11 bits of the document, also where a character has fewer.
    """
    silence_ms = t35_s(baud_rate) * 1000
    characters = poll.request_bytes + poll.response_bytes
    on_wire_ms = characters * character_time_s(baud_rate, character_bits) * 1000
    return on_wire_ms + max(poll.turnaround_ms, silence_ms) + silence_ms


def cycle_time_ms(polls: Iterable[Poll], baud_rate: int, character_bits: int = 11) -> float:
    """Return the time of one round over all units."""
    return sum(poll_time_ms(poll, baud_rate, character_bits) for poll in polls)
