"""Mutual inductance per metre between power conductors and the two wires of a signal pair, untwisted.

M = (mu0/2pi) ln(ratio of distances); the radii of the wires do not enter. Sources: the flux integral between the two
parallel sides of a loop (MIL-HDBK-419A, 6.2.2), and Sarma and Sarma, IJITCS 5(12), 2013, Eq. 1 to 3, whose phasor sum
over the phases is written out here for the magnetic field.
"""

import math
from collections.abc import Sequence

from plantwright.frozen import dataclass
from plantwright.physics.line_geometry import FIELD_H_PER_M, Point

Current = tuple[Point, complex]
"""A conductor and its current in A as a phasor, positive away from the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two parallel wires, go and return."""

    go: Point
    back: Point


def mutual_h_per_m(power: Pair, signal: Pair) -> float:
    """M = (mu0/2pi) ln[(d_ad d_bc)/(d_ac d_bd)] with power a(+), b(-) and signal c, d; the sign tells the direction."""
    crossed = math.dist(power.go, signal.back) * math.dist(power.back, signal.go)
    straight = math.dist(power.go, signal.go) * math.dist(power.back, signal.back)
    return FIELD_H_PER_M * math.log(crossed / straight)


def wire_mutual_h_per_m(near_m: float, far_m: float) -> float:
    """M = 2e-7 ln(r2/r1): a single wire whose return is far away, by its distances to the two signal wires."""
    return FIELD_H_PER_M * math.log(far_m / near_m)


def flux_wb_per_m(currents: Sequence[Current], signal: Pair) -> complex:
    """Return the flux per metre through a pair as a phasor: 2e-7 sum of I_k ln(d_k2/d_k1), for all conductors."""
    mutual = [wire_mutual_h_per_m(math.dist(at, signal.go), math.dist(at, signal.back)) for at, _ in currents]
    return sum((each * current for each, (_, current) in zip(mutual, currents, strict=True)), start=0j)


def balanced_a(current_a: float) -> tuple[complex, complex, complex]:
    """Return three phase currents of equal size, 120 degrees apart, that add up to nothing (Sarma Eq. 1)."""
    turn = complex(-0.5, -math.sqrt(3) / 2)
    return complex(current_a), current_a * turn, current_a * turn.conjugate()


def residual_a(currents_a: Sequence[complex]) -> complex:
    """Return what is left of Eq. 1: the sum of the phase currents, a source of its own where it is not zero."""
    return sum(currents_a, start=0j)
