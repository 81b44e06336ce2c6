"""May a run of cable be treated as lumped? Its length against the shortest wavelength on it.

Source: Sarma and Sarma, IJITCS 5(12), 2013, section 4.2, Eq. 14 and 15: lumped for D << lambda, in sections for D >=
lambda, the shortest wavelength counts. A tenth of the wavelength as "much smaller" is the practice of York EMC and
electro_calcs. The source looks at the 50 Hz of the mains alone; a thyristor's edges and harmonics reach far higher.
"""

import math
from collections.abc import Sequence
from enum import StrEnum

from plantwright.frozen import dataclass
from plantwright.physics.line_geometry import LIGHT_M_PER_S

SMALL = 10  # a length is small below this part of the wavelength


class Model(StrEnum):
    """Lumped up to lambda/10, distributed from lambda on; between them neither is sure."""

    LUMPED = "lumped"
    BETWEEN = "between"
    DISTRIBUTED = "distributed"


class Edge(StrEnum):
    """The frequency that stands for an edge of rise time t_r.

    CORNER is where the spectrum of a trapezoid begins to fall by 40 dB a decade (unverified). INVERSE is what the
    source takes, 1 us for 1 MHz; it gives the shorter wavelength.
    """

    CORNER = "1/(pi t_r)"
    INVERSE = "1/t_r"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How to treat a length. `sections`: how many lumped ones, each at most a tenth of the wavelength."""

    model: Model
    length_m: float
    frequency_hz: float
    wavelength_m: float
    sections: int


def judge(length_m: float, frequencies_hz: Sequence[float], *, velocity_factor: float = 1.0) -> Judgement:
    """Judge a length by the highest of the frequencies on it; the velocity factor is that of the victim cable."""
    highest_hz = max(frequencies_hz)
    wavelength = wavelength_m(highest_hz, velocity_factor=velocity_factor)
    parts = length_m / wavelength
    model = Model.LUMPED if parts * SMALL <= 1 else Model.BETWEEN if parts < 1 else Model.DISTRIBUTED
    return Judgement(
        model=model,
        length_m=length_m,
        frequency_hz=highest_hz,
        wavelength_m=wavelength,
        sections=max(1, math.ceil(parts * SMALL)),
    )


def wavelength_m(frequency_hz: float, *, velocity_factor: float = 1.0) -> float:
    """lambda = v/f (Eq. 14, 15); infinite for direct current."""
    return math.inf if frequency_hz == 0 else velocity_factor * LIGHT_M_PER_S / frequency_hz


def highest_frequency_hz(length_m: float, *, velocity_factor: float = 1.0) -> float:
    """f = v/(10 l): up to this frequency a length is lumped."""
    return velocity_factor * LIGHT_M_PER_S / (SMALL * length_m)


def edge_frequency_hz(rise_time_s: float, convention: Edge) -> float:
    """Return the frequency that stands for an edge, by the named convention."""
    return 1 / rise_time_s if convention is Edge.INVERSE else 1 / (math.pi * rise_time_s)


def starter_harmonics_hz(supply_hz: float, highest_hz: float) -> tuple[float, ...]:
    """Return the supply frequency and the harmonics of a phase-controlled three-phase starter up to a frequency.

    Two thyristors a phase, fired alike, and no neutral: orders 6k - 1 and 6k + 1. Unverified; a starter that fires
    unevenly or with diodes in one direction makes others too.
    """
    orders = [1, *(order for order in range(5, int(highest_hz / supply_hz + 1e-9) + 1) if order % 6 in (1, 5))]
    return tuple(order * supply_hz for order in orders)
