"""Choosing fuses: by motor current from a maker's table, and by what the thyristors behind them bear."""

import math
from collections.abc import Sequence
from enum import StrEnum

Sizes = Sequence[tuple[float, float]]
"""(highest full-load current in A, rated current of the fuse in A), ascending."""

THREE_PHASE_FAULT = math.sqrt(3) / 2  # share of the line voltage at each fuse, 0.866


class Coordination(StrEnum):
    """What is left of a starter after a short circuit behind it."""

    TYPE_1 = "type-1"  # may need repair
    TYPE_2 = "type-2"  # fit for service


def fuse_size_a(sizes: Sizes, full_load_current_a: float) -> float | None:
    """Return the fuse of a maker's table for a motor current, None above its end."""
    return next((fuse for most, fuse in sizes if full_load_current_a <= most), None)


def coordination(clearing_i2t_a2s: float, thyristor_i2t_a2s: float) -> Coordination:
    """Type 2 when the total clearing I2t stays below that of the thyristor (Nidec Digistart D4, page 18)."""
    return Coordination.TYPE_2 if clearing_i2t_a2s < thyristor_i2t_a2s else Coordination.TYPE_1


def clearing_voltage_v(line_voltage_v: float) -> float:
    """Return the voltage at which the clearing I2t of a fuse is read: 0.866 U, for a three-phase fault (IPD, page 31).

    A fault between two lines has two fuses in series, each at 0.65 U: it lets less through.
    """
    return line_voltage_v * THREE_PHASE_FAULT
