"""The supply on its best and its worst day: its voltage with the tolerance, which may not be stated."""

from plantwright.findings.verdict import Outcome, Verdict
from plantwright.physics.impulse import highest_voltage_v
from plantwright.rules.say import not_checked
from plantwright.site.model import Supply


def highest_v(supply: Supply) -> float:
    """Return the highest line voltage in V, the nominal one without a tolerance: pass the verdict to `proven`."""
    return highest_voltage_v(supply.nominal_voltage_v, supply.voltage_tolerance_percent or 0)


def band_v(supply: Supply) -> tuple[float, float]:
    """Return the lowest and the highest line voltage in V, without a tolerance like `highest_v`."""
    share = (supply.voltage_tolerance_percent or 0) / 100
    return supply.nominal_voltage_v * (1 - share), supply.nominal_voltage_v * (1 + share)


def proven(verdict: Verdict, supply: Supply) -> Verdict:
    """Return a verdict on the highest or lowest voltage; without a tolerance a fail stays and a pass proves nothing."""
    if supply.voltage_tolerance_percent is None and verdict.outcome is Outcome.PASS:
        return not_checked(verdict.object, "supply.voltage_tolerance_percent", path=verdict.path)
    return verdict
