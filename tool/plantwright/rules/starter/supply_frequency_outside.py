"""STA012: the supply frequency is not that of a soft starter."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, listed, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Site


@rule(
    id="STA012",
    severity=ERROR,
    title="Supply frequency not that of the soft starter",
    source=Source(document="CLR8G operating manual", clause="3", lines="105"),
    refs=("CLR-001", "X-039"),
    mend="choose a starter for this supply frequency",
    bad={"supply.frequency_hz": 60},
)
def supply_frequency_outside(site: Site) -> Iterator[Verdict]:
    """The firing angle is counted in time from the zero crossing; at another frequency it is another angle."""
    frequency, path = site.supply.frequency_hz, ("supply", "frequency_hz")
    for starter in site.starters.values():
        fact = rating(starter.type, "supply_frequency_hz")
        if fact is None:
            yield not_checked(starter, absent(starter.type, "supply_frequency_hz"))
            continue
        wanted = " or ".join(map(str, listed(fact)))
        say = passed if frequency in listed(fact) else fail
        message = f"supply frequency is {frequency} Hz, {wanted} Hz is allowed"
        yield say(starter, message, path=path, value=frequency, limit=wanted, unit="Hz", source=fact.source)
