"""STA015: a voltage trip lies within the normal supply voltage."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import not_checked, within
from plantwright.rules.supply import band_v
from plantwright.site.model import Site


@rule(
    id="STA015",
    severity=ERROR,
    title="Voltage trip within the normal supply voltage",
    source=Source(document="CLR8G operating manual", clause="3; 7, table 7-1", lines="105, 309-310"),
    refs=("CLR-059",),
    mend="set undervoltage_v below and overvoltage_v above the whole normal range of the supply",
    bad={"starters.SS101.parameters.undervoltage_v": 368},
)
def voltage_trips_cut_supply(site: Site) -> Iterator[Verdict]:
    """The trips must lie beyond what the supply does on a normal day, or the motor stops without a fault."""
    nominal, tolerance = site.supply.nominal_voltage_v, site.supply.voltage_tolerance_percent
    for starter in site.starters.values():
        low, high = (starter.setting(name) for name in ("undervoltage_v", "overvoltage_v"))
        if not {"undervoltage_v", "overvoltage_v"} <= starter.type.parameters.keys():
            continue
        if tolerance is None:
            yield not_checked(starter, "supply.voltage_tolerance_percent")
        elif not isinstance(low, int | float) or not isinstance(high, int | float):
            yield not_checked(
                starter, *(f"starters.{starter.tag}.parameters.{name}" for name in ("undervoltage_v", "overvoltage_v"))
            )
        else:
            band = band_v(site.supply)
            trips_low = band[0] - low < high - band[1]
            path = starter.path("parameters", "undervoltage_v" if trips_low else "overvoltage_v")
            what = f"normal supply voltage ({nominal} V ± {tolerance} %) between the trips"
            yield within(starter, what, band, (low, high), "V", path=path)
