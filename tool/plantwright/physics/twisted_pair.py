"""What a twisted pair picks up: common mode less a declared balance, and a bound from the uncancelled loops.

Twisting turns the loop round at every half twist; the voltage between the wires depends on how the last loops fall
and cannot be predicted, while the voltage of both wires to ground is that of a single wire (Paul and McKnight 1979,
abstract; LearnEMC). So no number here is an exact differential voltage.
"""

from plantwright.physics.coupling import induced_v


def differential_v(common_mode_v: complex, balance_db: float) -> float:
    """Return the voltage between the wires from the common mode and the declared balance (TCL or CMRR)."""
    return float(abs(common_mode_v) * 10 ** (-balance_db / 20))


def differential_bound_v(
    frequency_hz: float, pair_mutual_h_per_m: float, current_a: complex, *, untwisted_m: float, lay_length_m: float
) -> float:
    """Return an upper bound: w M I over the untwisted ends and one half twist, for a regular twist in an even field.

    `lay_length_m` is the length of one full twist, `pair_mutual_h_per_m` that of the untwisted pair.
    """
    uncancelled_m = untwisted_m + lay_length_m / 2
    return abs(induced_v(frequency_hz, pair_mutual_h_per_m * uncancelled_m, current_a))
