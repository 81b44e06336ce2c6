"""Voltages that a measuring input or an insulation meets, by the earthing of the supply."""

import math

STAR_EARTHED = ("TN-S", "TN-C", "TN-C-S", "TT")


def line_to_earth_voltage_v(system: str, line_voltage_v: float) -> float:
    """Return the highest rms voltage to earth: U/sqrt(3) with an earthed star point, else the line voltage.

    An IT supply carries the line voltage to earth during a first earth fault; a corner-earthed one always.
    """
    return line_voltage_v / math.sqrt(3) if system in STAR_EARTHED else line_voltage_v
