"""Does a gG fuse hold a start? The time-current gates of IEC 60269-1 answer yes, no, or leave it open."""

from enum import StrEnum

from plantwright.frozen import dataclass

HELD_S, MELTED_S, SHORT_S = 10.0, 5.0, 0.1
"""The times of the gates of IEC 60269-1: held for so long, melted within so long, and both of a short time."""


class Hold(StrEnum):
    HOLDS = "holds"
    MAY_BLOW = "may blow"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Gates of one rated current: no melting below the minimum, melted above the maximum, within the named time."""

    min_10s_a: float
    max_5s_a: float
    min_100ms_a: float
    max_100ms_a: float


def withstand(gates: Gate, current_a: float, time_s: float) -> Hold:
    """Judge a current that flows for a time.

    Holds when the pre-arcing I2t of a minimum gate is not reached: the I2t of a fuse grows with the pre-arcing time, so
    I <= I_min(t0) and I^2 t <= I_min(t0)^2 t0 cannot melt it. Outside the gates only the maker's curve can tell.
    """
    for limit_a, within_s in ((gates.min_10s_a, HELD_S), (gates.min_100ms_a, SHORT_S)):
        if current_a <= limit_a and current_a**2 * time_s <= limit_a**2 * within_s:
            return Hold.HOLDS
    for limit_a, within_s in ((gates.max_5s_a, MELTED_S), (gates.max_100ms_a, SHORT_S)):
        if current_a >= limit_a and time_s >= within_s:
            return Hold.MAY_BLOW
    return Hold.INDETERMINATE
