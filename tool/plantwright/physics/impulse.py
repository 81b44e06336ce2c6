"""Impulse withstand voltage of a measuring circuit, by its voltage to earth and its measurement category.

Source of the rows: IEC 61010-2-030. The rows go by the nominal voltage, so a supply of 300 V + 10 % is still in the row
of 300 V; a limit in volts (an isolation voltage) is compared with the highest voltage instead.
"""

from collections.abc import Mapping, Sequence

Row = tuple[float, Mapping[str, float]]
"""Highest nominal voltage to earth in V, and the withstand voltage in V by measurement category."""


def highest_voltage_v(nominal_voltage_v: float, tolerance_percent: float) -> float:
    """Return the voltage at the upper end of its tolerance: + 10 % of most supplies, + 15 % of some starters."""
    return nominal_voltage_v * (1 + tolerance_percent / 100)


def withstand_v(rows: Sequence[Row], voltage_to_earth_v: float, category: str) -> float | None:
    """Return the withstand voltage, None above the table or for a category it does not hold."""
    fitting = [row for most, row in sorted(rows, key=lambda each: each[0]) if voltage_to_earth_v <= most]
    return fitting[0].get(category) if fitting else None
