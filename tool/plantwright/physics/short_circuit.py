"""Prospective short-circuit current behind a transformer."""

import math


def transformer_short_circuit_ka(
    rated_power_kva: float, impedance_voltage_percent: float, line_voltage_v: float, *, network_mva: float = math.inf
) -> float:
    """Return the three-phase current at the terminals: I = S / (sqrt(3) U) / (Zt + S/S_network).

    Without a network power the source is taken as infinite, which is the cautious side.
    """
    impedance = impedance_voltage_percent / 100 + rated_power_kva / 1000 / network_mva
    return rated_power_kva / (math.sqrt(3) * line_voltage_v) / impedance
