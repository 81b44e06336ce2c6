"""The EMC length of a network cable: every stretch counts its length times the factors of how it lies.

Source: Schneider Electric, Merlin 2000 guide and gndcab help; the sum must stay below the budget of the network.
"""

import math
from collections.abc import Iterable, Sequence

Stretch = tuple[float, Sequence[float]]
"""Length in m and the factors that apply to it; none for a stretch away from power cables."""


def emc_length_m(stretches: Iterable[Stretch]) -> float:
    """Return the sum of the lengths, each times the product of its factors."""
    return sum(length_m * math.prod(factors) for length_m, factors in stretches)


def longest_m(budget_m: float, factors: Sequence[float]) -> float:
    """Return the length that a single stretch must stay below."""
    return budget_m / math.prod(factors)
