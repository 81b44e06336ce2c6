"""REC029: the resistance measured on a bus is not that of the terminators of the site file."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Bus, Site
from plantwright.site.records import BusCheck, in_force, of_kind


@rule(
    id="REC029",
    severity=ERROR,
    title="Bus resistance unlike its terminators",
    source=Source(document="Modbus over Serial Line V1.02", clause="3.4.5"),
    refs=(),
    bad={"records.2026-10-06-bus-check-RS1.resistance_ohm": 149},
)
def bus_resistance_unlike_terminators(site: Site) -> Iterator[Verdict]:
    """Between the wires of a dead line lie its terminators in parallel: the value tells how many there are."""
    for check in of_kind(in_force(site.records.values()), BusCheck):
        bus = site.buses.get(check.object)
        if bus:
            yield _judged(check, bus)


def _judged(check: BusCheck, bus: Bus) -> Verdict:
    path, ohms = (
        check.path("resistance_ohm"),
        [each.resistance_ohm for each in bus.termination if not each.capacitor_nf],
    )
    if not ohms:
        return not_applicable(bus, "no terminator carries direct current", path=path)
    declared = len(ohms)
    one = declared / sum(1 / each for each in ohms)  # the mean conductance as a resistance
    found = round(one / check.resistance_ohm) if check.resistance_ohm else 0
    said = f"{check.file}: {check.resistance_ohm} Ω"
    if found == declared:
        return passed(bus, f"{said} fits {declared} terminators", value=check.resistance_ohm, unit="Ω", path=path)
    what = f"is that of {found or 'no'} terminator{'' if found == 1 else 's'}" if check.resistance_ohm else "is a short"
    hint = "count the terminators at both ends and in the units, then measure again with all units off"
    return fail(bus, f"{said} {what}, the site file has {declared}", value=check.resistance_ohm, path=path, hint=hint)
