"""Crosstalk at both ends of two electrically short circuits with a common return and resistive ends.

Source: the inductive-capacitive model of C. R. Paul as written in github.com/Elia1996/electro_calcs
(lib/cross_talk.py); the book itself was not read.
"""

from plantwright.frozen import dataclass
from plantwright.physics.coupling import angular_hz


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Resistances in ohms: of the disturbing circuit at its source and load, of the victim at the near and far end."""

    source_ohm: float
    load_ohm: float
    near_ohm: float
    far_ohm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupled:
    """What two circuits share. `return_ohm`: resistance of the common return over the whole length."""

    length_m: float
    mutual_h_per_m: float
    mutual_f_per_m: float
    return_ohm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosstalk:
    """Ratio of the voltage at one end of the victim to the open voltage of the source, by its three causes."""

    inductive: complex
    capacitive: complex
    common_impedance: complex

    @property
    def total(self) -> complex:
        return self.inductive + self.capacitive + self.common_impedance


def near_end(frequency_hz: float, coupled: Coupled, ends: Ends) -> Crosstalk:
    """V_NE/V_S = j w l [R_NE/(R_NE+R_FE) l_m/(R_S+R_L) + R_NE R_FE/(R_NE+R_FE) c_m R_L/(R_S+R_L)].

    The common impedance adds R_NE R_0/((R_NE+R_FE)(R_S+R_L)).
    """
    return _at(frequency_hz, coupled, ends, share=ends.near_ohm / (ends.near_ohm + ends.far_ohm))


def far_end(frequency_hz: float, coupled: Coupled, ends: Ends) -> Crosstalk:
    """Return the same at the far end, where the inductive part and that of the common impedance change their sign."""
    return _at(frequency_hz, coupled, ends, share=-ends.far_ohm / (ends.near_ohm + ends.far_ohm))


def mostly_inductive_near(coupled: Coupled, ends: Ends) -> bool:
    """True when R_FE R_L < l_m/c_m: the magnetic field dominates at the near end."""
    return ends.far_ohm * ends.load_ohm * coupled.mutual_f_per_m < coupled.mutual_h_per_m


def mostly_inductive_far(coupled: Coupled, ends: Ends) -> bool:
    """True when R_NE R_L < l_m/c_m: the magnetic field dominates at the far end."""
    return ends.near_ohm * ends.load_ohm * coupled.mutual_f_per_m < coupled.mutual_h_per_m


def _at(frequency_hz: float, coupled: Coupled, ends: Ends, *, share: float) -> Crosstalk:
    around, loop_ohm = 1j * angular_hz(frequency_hz) * coupled.length_m, ends.source_ohm + ends.load_ohm
    both_ends_ohm = ends.near_ohm * ends.far_ohm / (ends.near_ohm + ends.far_ohm)
    return Crosstalk(
        inductive=around * share * coupled.mutual_h_per_m / loop_ohm,
        capacitive=around * both_ends_ohm * coupled.mutual_f_per_m * ends.load_ohm / loop_ohm,
        common_impedance=complex(share * coupled.return_ohm / loop_ohm),
    )
