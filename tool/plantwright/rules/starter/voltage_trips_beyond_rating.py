"""STA018: the voltage trips let a starter run outside its own supply range."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, rating
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import not_checked, within
from plantwright.site.model import Site

TRIPS = ("undervoltage_v", "overvoltage_v")


@rule(
    id="STA018",
    severity=WARNING,
    title="Voltage trip beyond the supply range of the starter",
    source=Source(document="CLR8G operating manual", clause="3; 7, table 7-1", lines="105, 309-310"),
    refs=("CLR-058",),
    mend="set the trips inside the range",
    bad={"starters.SS101.parameters.overvoltage_v": 450},
)
def voltage_trips_beyond_rating(site: Site) -> Iterator[Verdict]:
    """The factory trips, 280 V and 450 V, lie outside the permitted 323 to 437 V: between them nothing protects."""
    for starter in site.starters.values():
        if not set(TRIPS) <= starter.type.parameters.keys():
            continue
        fact, (low, high) = rating(starter.type, "supply_voltage_v"), map(starter.setting, TRIPS)
        if fact is None or fact.min is None or fact.max is None:
            yield not_checked(starter, absent(starter.type, "supply_voltage_v"))
        elif not isinstance(low, int | float) or not isinstance(high, int | float):
            yield not_checked(starter, *(f"starters.{starter.tag}.parameters.{name}" for name in TRIPS))
        else:
            path = starter.path("parameters", TRIPS[low >= fact.min])
            what, hint = "voltage between the trips", "set the trips inside the range"
            yield within(
                starter, what, (low, high), (fact.min, fact.max), "V", path=path, source=fact.source, hint=hint
            )
