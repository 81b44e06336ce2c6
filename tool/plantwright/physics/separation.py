"""Separation of power and data cables after EN 50174-2: A = S x P."""

import math
from collections.abc import Sequence

CIRCUIT_A = 20.0  # one circuit: single-phase, up to 20 A


def circuits(current_a: float, *, phases: int = 3) -> int:
    """Count a power cable as single-phase circuits of 20 A: ceil(I/20) for each phase."""
    return phases * max(1, math.ceil(current_a / CIRCUIT_A - 1e-9))


def power_factor(count: int, table: Sequence[tuple[int | None, float]]) -> float:
    """Return P for a number of circuits; the table holds (largest number of the row, P), None for "and more"."""
    return next(factor for most, factor in table if most is None or count <= most)


def minimum_separation_mm(base_mm: float, factor: float) -> float:
    """A = S x P."""
    return base_mm * factor


def surface_distance_mm(centre_distance_mm: float, diameter_a_mm: float, diameter_b_mm: float) -> float:
    """Return the clear distance between two cables that lie side by side, not below zero."""
    return max(0.0, abs(centre_distance_mm) - (diameter_a_mm + diameter_b_mm) / 2)
