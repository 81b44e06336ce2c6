"""INS047: the frequency of an insulation monitor's supply is outside its range."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, least, most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import not_applicable, not_checked, within
from plantwright.site.model import Site


@rule(
    id="INS047",
    severity=ERROR,
    title="Frequency of the monitor supply outside its range",
    source=Source(document="K7GE-MG datasheet", clause="Ratings", lines="71, 73"),
    refs=("K7-005",),
    mend="feed the monitor from a supply of a frequency that it is made for",
    bad={"supply.frequency_hz": 400},
)
def monitor_supply_frequency_outside(site: Site) -> Iterator[Verdict]:
    """The power supply of the unit is made for 50 and 60 Hz; a net of another kind needs a converter or 24 V DC."""
    frequency = site.supply.frequency_hz
    for monitor in site.monitors.values():
        fact = rating(monitor.type, "supply_frequency_hz")
        if monitor.supply is None:
            yield not_applicable(monitor, "INS042 asks for the supply")
        elif monitor.supply.kind != "ac":
            yield not_applicable(monitor, "the supply is direct current", path=monitor.path("supply", "kind"))
        elif fact is None:
            yield not_checked(monitor, absent(monitor.type, "supply_frequency_hz"))
        else:
            band, path = (frequency, frequency), ("supply", "frequency_hz")
            yield within(monitor, "frequency of its supply", band, (least(fact), most(fact)), "Hz", path=path)
