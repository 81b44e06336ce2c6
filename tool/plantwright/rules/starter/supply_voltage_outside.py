"""STA011: the supply voltage leaves the range of a soft starter."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import not_checked, within
from plantwright.rules.supply import band_v, proven
from plantwright.site.model import Site


@rule(
    id="STA011",
    severity=ERROR,
    title="Supply voltage outside the range of the soft starter",
    source=Source(document="CLR8G operating manual", clause="3", lines="105"),
    refs=("CLR-001",),
    mend="choose a starter for this supply voltage",
    bad={"supply.nominal_voltage_v": 480},
)
def supply_voltage_outside(site: Site) -> Iterator[Verdict]:
    """The firing circuits are fed by the supply and keep time with it, on its worst day too."""
    nominal, tolerance = site.supply.nominal_voltage_v, site.supply.voltage_tolerance_percent or 0
    for starter in site.starters.values():
        fact, path = rating(starter.type, "supply_voltage_v"), ("supply", "nominal_voltage_v")
        if fact is None:
            yield not_checked(starter, absent(starter.type, "supply_voltage_v"))
        else:
            what = f"supply voltage ({nominal} V ± {tolerance} %)"
            allowed = (fact.min, fact.max)
            found = within(starter, what, band_v(site.supply), allowed, "V", path=path, source=fact.source)
            yield proven(found, site.supply)
