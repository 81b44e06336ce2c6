"""What a twisted pair picks up between its wires: the common mode less a declared balance.

Twisting turns the loop round at every half twist; the voltage between the wires depends on how the last loops fall
and cannot be predicted, while the voltage of both wires to ground is that of a single wire (Paul and McKnight 1979,
abstract; LearnEMC). So no number here is an exact differential voltage.
"""


def differential_v(common_mode_v: complex, balance_db: float) -> float:
    """Return the voltage between the wires from the common mode and the declared balance (TCL or CMRR)."""
    return float(abs(common_mode_v) * 10 ** (-balance_db / 20))
