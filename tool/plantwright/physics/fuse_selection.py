"""Choosing fuses: by motor current from a maker's table, by short circuit, for thyristors, for measurement leads."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Sizes = Sequence[tuple[float, float]]
"""(highest full-load current in A, rated current of the fuse in A), ascending."""

THREE_PHASE_FAULT = math.sqrt(3) / 2  # share of the line voltage at each fuse, 0.866
LINE_FAULT = 0.65  # fault between two lines: two fuses in series


class Coordination(StrEnum):
    """What is left of a starter after a short circuit behind it."""

    TYPE_1 = "type 1"  # may need repair
    TYPE_2 = "type 2"  # fit for service


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFuse:
    """The fuse in a measurement lead. `size` and `speed` as printed on it, for example 6.3 x 32 and FF."""

    size: str
    speed: str
    rated_current_a: float
    rated_voltage_v: float
    breaking_capacity_ka: float


def fuse_size_a(sizes: Sizes, full_load_current_a: float) -> float | None:
    """Return the fuse of a maker's table for a motor current, None above its end."""
    return next((fuse for most, fuse in sizes if full_load_current_a <= most), None)


def largest_motor_a(sizes: Sizes, fuse_current_a: float) -> float | None:
    """Return the highest motor current that a maker's table gives to a fuse or a smaller one, None below its start."""
    return max((most for most, fuse in sizes if fuse <= fuse_current_a), default=None)


def breaks(breaking_capacity_ka: float, prospective_ka: float) -> bool:
    return breaking_capacity_ka >= prospective_ka


def coordination(clearing_i2t_a2s: float, thyristor_i2t_a2s: float) -> Coordination:
    """Type 2 when the total clearing I2t stays below that of the thyristor (Nidec Digistart D4, page 18)."""
    return Coordination.TYPE_2 if clearing_i2t_a2s < thyristor_i2t_a2s else Coordination.TYPE_1


def clearing_voltage_v(line_voltage_v: float, *, three_phase: bool) -> float:
    """Return the voltage at which the clearing I2t of a fuse is read: 0.866 U or 0.65 U (IPD, page 31)."""
    return line_voltage_v * (THREE_PHASE_FAULT if three_phase else LINE_FAULT)


def line_fuse_current_a(device_current_a: float) -> float:
    """Return the rms current of a fuse in the line before two thyristors in antiparallel: sqrt(2) I (IPD, page 31)."""
    return math.sqrt(2) * device_current_a


def lead_fuse_faults(fuse: LeadFuse, required: LeadFuse, prospective_ka: float) -> Mapping[str, tuple[object, object]]:
    """Return what is wrong with the fuse of a measurement lead: quantity -> (found, required).

    A lead takes exactly the type its maker names; its breaking capacity must also reach the short-circuit current.
    """
    pairs = {name: (getattr(fuse, name), getattr(required, name)) for name in LeadFuse.__slots__}
    wrong = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if breaks(fuse.breaking_capacity_ka, prospective_ka):
        return wrong
    return {**wrong, "breaking_capacity_ka": (fuse.breaking_capacity_ka, prospective_ka)}
