"""How much of a disturbing voltage or current appears in a circuit beside it, where both are electrically short.

Inductive, capacitive and by a common impedance. Results rank layouts and give margins; they prove nothing about a
cable whose insulation, twist and ends differ from the model. Source: Sarma and Sarma, "An Analytical Study of Power
Line Effect on UTP Cable using Lumped Circuit Components", IJITCS 5(12), 2013, section 4.4, Eq. 2 and 16 to 20, with
Eq. 16 and the sentence after Eq. 17 corrected (schemas/papers/power-line-effect.yaml).
"""

import math
from collections.abc import Sequence

from plantwright.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacitive:
    """C12 between source and victim, C2G and R of the victim to ground; `resistance_ohm` may be infinite."""

    mutual_f: float
    ground_f: float
    resistance_ohm: float

    @property
    def total_f(self) -> float:
        return self.mutual_f + self.ground_f

    @property
    def corner_hz(self) -> float:
        """f = 1/(2 pi R (C12 + C2G)): the two limits meet here."""
        return 1 / (2 * math.pi * self.resistance_ohm * self.total_f)


def angular_hz(frequency_hz: float) -> float:
    """Return w in rad/s."""
    return 2 * math.pi * frequency_hz


def induced_v(frequency_hz: float, mutual_h: float, current_a: complex) -> complex:
    """V = j w M I, in series with the victim (Eq. 2, 20). M in H: that per metre times the length."""
    return 1j * angular_hz(frequency_hz) * mutual_h * current_a


def induced_by_flux_v(frequency_hz: float, flux_wb: complex) -> complex:
    """V = j w lambda, for the phasor sum over several conductors (Eq. 19, 20)."""
    return 1j * angular_hz(frequency_hz) * flux_wb


def capacitive_v(frequency_hz: float, circuit: Capacitive, source_v: complex) -> complex:
    """Return the noise voltage, exact: j w R C12 V1/(1 + j w R (C12 + C2G)), Eq. 16 corrected."""
    if math.isinf(circuit.resistance_ohm):
        return high_resistance_v(circuit, source_v)
    around = 1j * angular_hz(frequency_hz) * circuit.resistance_ohm
    return around * circuit.mutual_f * source_v / (1 + around * circuit.total_f)


def low_resistance_v(frequency_hz: float, circuit: Capacitive, source_v: complex) -> complex:
    """V = j w R C12 V1 (Eq. 17), for R << 1/(w (C12 + C2G)), far below the corner."""
    return circuit.resistance_ohm * injected_a(frequency_hz, circuit, source_v)


def high_resistance_v(circuit: Capacitive, source_v: complex) -> complex:
    """V = V1 C12/(C12 + C2G) (Eq. 18), for R >> 1/(w (C12 + C2G)), far above the corner."""
    return source_v * circuit.mutual_f / circuit.total_f


def injected_a(frequency_hz: float, circuit: Capacitive, source_v: complex) -> complex:
    """Return the current source of the equivalent circuit, I = j w C12 V1, between the victim and ground (Fig. 7a)."""
    return 1j * angular_hz(frequency_hz) * circuit.mutual_f * source_v


def floating_v(sources: Sequence[tuple[float, complex]], ground_f: float) -> complex:
    """Return the potential of an unconnected wire: sum of V_k C_k/(sum of C_k + C_G), the phasor sum of Eq. 3.

    `sources` holds (capacitance to the wire in F, voltage in V) of each phase.
    """
    total_f = ground_f + sum(capacitance for capacitance, _ in sources)
    return sum((capacitance * voltage for capacitance, voltage in sources), start=0j) / total_f


def common_impedance_v(impedance_ohm: complex, current_a: complex) -> complex:
    """V = Z I over a branch that two circuits share (section 4.4, conductive coupling)."""
    return impedance_ohm * current_a


def margin_db(noise_v: complex, threshold_v: float) -> float:
    """Return how far a noise voltage lies below the threshold of the receiver; negative above it."""
    return math.inf if noise_v == 0 else 20 * math.log10(threshold_v / abs(noise_v))
