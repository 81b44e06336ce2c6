"""Inductance and capacitance per metre of two wires beside a common return: a conducting plane, or a third wire.

The formulas hold for bare, straight, parallel wires in air that are far apart against their radii: the charge then
lies evenly around each wire. Every result carries the ratio that tells how far this holds. Insulation raises the
mutual capacitance.

Sources: widely separated wires over a plane and with a wire as reference, [C] = mu0 eps0 [L]^-1, from the public
scripts "WideSep" and github.com/Elia1996/electro_calcs (lib/cross_talk.py), which follow C. R. Paul, "Introduction to
Electromagnetic Compatibility". Equation numbers of that book are not given: the book itself was not read.
"""

import math
from typing import NamedTuple

from plantwright.frozen import dataclass

MU0_H_PER_M = 4e-7 * math.pi
LIGHT_M_PER_S = 299_792_458.0
EPS0_F_PER_M = 1 / (MU0_H_PER_M * LIGHT_M_PER_S**2)
FIELD_H_PER_M = MU0_H_PER_M / (2 * math.pi)  # 2e-7, the factor before every logarithm

WIDE = 4.0  # ratio of separation to radius from which the formulas hold; unverified, from general practice (4 to 5)


class Point(NamedTuple):
    """A place in the section across the cables; y is the height above the plane where there is one."""

    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """A straight round wire: its centre and the radius of its metal."""

    at: Point
    radius_m: float

    def __post_init__(self) -> None:
        if self.radius_m <= 0:
            raise ValueError(f"a wire needs a radius above 0, not {self.radius_m} m")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inductance:
    """[L] of two circuits with one return: the loops of the first and second wire, and what they share."""

    first_h_per_m: float
    second_h_per_m: float
    mutual_h_per_m: float

    @property
    def determinant_h2_per_m2(self) -> float:
        return self.first_h_per_m * self.second_h_per_m - self.mutual_h_per_m**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacitance:
    """Partial capacitances of two wires: each to the return, and between them."""

    first_f_per_m: float
    second_f_per_m: float
    mutual_f_per_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Two wires and their return per metre. `separation_ratio`: the smallest distance of two wires over a radius."""

    inductance: Inductance
    capacitance: Capacitance
    separation_ratio: float

    @property
    def holds(self) -> bool:
        """True when the wires are far enough apart for the formulas."""
        return self.separation_ratio >= WIDE


def over_plane(first: Wire, second: Wire) -> Line:
    """Return two wires over a perfectly conducting plane at height 0; the plane is the return.

    l_i = (mu0/2pi) ln(2 h_i/r_i) and l_m = (mu0/4pi) ln(1 + 4 h1 h2/d^2), where d is the distance of the centres: then
    1 + 4 h1 h2/d^2 is the squared distance to the image over d^2, at unequal heights too.
    Raise ValueError for wires that touch each other or the plane.
    """
    distance = apart_m(first, second)
    for wire in (first, second):
        if wire.at.y_m <= wire.radius_m:
            raise ValueError(f"a wire of radius {wire.radius_m} m cannot stand {wire.at.y_m} m above the plane")
    inductance = Inductance(
        first_h_per_m=FIELD_H_PER_M * math.log(2 * first.at.y_m / first.radius_m),
        second_h_per_m=FIELD_H_PER_M * math.log(2 * second.at.y_m / second.radius_m),
        mutual_h_per_m=FIELD_H_PER_M / 2 * math.log1p(4 * first.at.y_m * second.at.y_m / distance**2),
    )
    ratios = (min(distance, 2 * wire.at.y_m) / wire.radius_m for wire in (first, second))
    return Line(inductance=inductance, capacitance=in_vacuum(inductance), separation_ratio=min(ratios))


def with_reference(first: Wire, second: Wire, reference: Wire) -> Line:
    """Return two wires with a third as return, no plane near.

    l_i = (mu0/2pi) ln(d_i0^2/(r_i r_0)) and l_m = (mu0/2pi) ln(d_10 d_20/(d_12 r_0)).
    Raise ValueError for wires that touch.
    """
    distance, one, two = apart_m(first, second), apart_m(first, reference), apart_m(second, reference)
    inductance = Inductance(
        first_h_per_m=FIELD_H_PER_M * math.log(one**2 / (first.radius_m * reference.radius_m)),
        second_h_per_m=FIELD_H_PER_M * math.log(two**2 / (second.radius_m * reference.radius_m)),
        mutual_h_per_m=FIELD_H_PER_M * math.log(one * two / (distance * reference.radius_m)),
    )
    thickest = max(first.radius_m, second.radius_m, reference.radius_m)
    ratio = min(distance, one, two) / thickest
    return Line(inductance=inductance, capacitance=in_vacuum(inductance), separation_ratio=ratio)


def in_vacuum(inductance: Inductance) -> Capacitance:
    """Return the partial capacitances that belong to an inductance matrix: [C] = mu0 eps0 [L]^-1, one medium only."""
    factor = MU0_H_PER_M * EPS0_F_PER_M / inductance.determinant_h2_per_m2
    mutual = inductance.mutual_h_per_m
    return Capacitance(
        first_f_per_m=factor * (inductance.second_h_per_m - mutual),
        second_f_per_m=factor * (inductance.first_h_per_m - mutual),
        mutual_f_per_m=factor * mutual,
    )


def apart_m(one: Wire, other: Wire) -> float:
    """Return the distance of two centres; raise ValueError when the wires touch."""
    distance = math.dist(one.at, other.at)
    if distance <= one.radius_m + other.radius_m:
        raise ValueError(f"wires of radius {one.radius_m} m and {other.radius_m} m cannot stand {distance} m apart")
    return distance
