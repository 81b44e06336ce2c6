"""ENV022: the control wires of a device do not fit its terminals."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.bus.wire_does_not_fit import FACTS, terminals
from plantwright.rules.facts import absent
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import not_applicable, not_checked, within
from plantwright.site.model import Monitor, Site, Starter


@rule(
    id="ENV022",
    severity=ERROR,
    title="Control wire does not fit the terminals",
    source=Source(document="CLR8G operating manual", clause="4.3", lines="171"),
    refs=("CLR-030", "K7-019"),
    mend="use control wires of a cross-section that the terminals take",
    bad={"starters.SS101.control_wire_mm2": 1.5},
)
def control_wire_does_not_fit(site: Site) -> Iterator[Verdict]:
    """A wire that is too thick is pinched at the edge of the terminal, one that is too thin slips out of it."""
    devices: tuple[Starter | Monitor, ...] = (*site.starters.values(), *site.monitors.values())
    for device in devices:
        fact, size = terminals(device), device.control_wire_mm2
        if size is None:
            yield not_applicable(device, "no control wire is stated")
        elif fact is None:
            yield not_checked(device, why=f"no document read states {absent(device.type, FACTS[0])}")
        else:
            path, hint = device.path("control_wire_mm2"), f"use {fact.min} to {fact.max} mm²"
            allowed = (fact.min, fact.max)
            what = "cross-section of the control wires"
            yield within(device, what, (size, size), allowed, "mm²", path=path, source=fact.source, hint=hint)
