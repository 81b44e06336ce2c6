"""The measuring leads of power meters: a verdict on each of them."""

from collections.abc import Callable, Iterator

from plantwright.findings.verdict import Verdict
from plantwright.rules.once import once
from plantwright.rules.say import not_applicable
from plantwright.site.model import Lead, Meter, Site

Judge = Callable[[Meter, str, Lead], Verdict]


def each_lead(site: Site, judge: Judge) -> Iterator[Verdict]:
    """Yield the verdict on every lead, or that a meter states none."""
    for meter in site.meters.values():
        if not meter.leads:
            yield not_applicable(meter, "no measuring leads are stated")
        for mark, lead in meter.leads.items():
            yield judge(meter, mark, lead)


def called(meter: Meter, mark: str) -> str:
    """Return the object of a verdict on a lead."""
    return f"{mark}@{meter.tag}"


@once
def behind_sensors(site: Site) -> frozenset[str]:
    """Return the meters whose current jacks get the output of transducers, through a supply unit."""
    return frozenset(unit.feeds for unit in site.supply_units.values() if unit.feeds)
