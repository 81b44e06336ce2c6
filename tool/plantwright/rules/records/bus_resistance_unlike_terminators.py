"""REC029: the resistance measured on a bus is not that of the terminators of the site file."""

from collections.abc import Iterator

from plantwright.findings.verdict import Path, Source, Verdict
from plantwright.physics.rs485_line import loop_ohm, measured_ohm, parallel_ohm
from plantwright.rules.bus.line import UNIT_LOAD_OHM, unit_loads
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import on_buses
from plantwright.rules.say import fail, not_applicable, passed, within
from plantwright.site.model import Bus, Cable, Device, Site
from plantwright.site.records import BusCheck, in_force, of_kind

TOLERANCE = 0.05
EXPECTED = Source(
    document="Modbus over Serial Line V1.02",
    clause="3.4.5; the 5 % around what line and resistors come to are plantwright's",
    provenance="unverified",
)


@rule(
    id="REC029",
    severity=ERROR,
    title="Bus resistance unlike its terminators",
    source=Source(document="Modbus over Serial Line V1.02", clause="3.4.5"),
    refs=(),
    mend="count the terminators at both ends and in the units, read their values, measure again with all units off",
    bad={"records.2026-10-06-bus-check-RS1.resistance_ohm": 149},
)
def bus_resistance_unlike_terminators(site: Site) -> Iterator[Verdict]:
    """Between the wires of a dead line lie its terminators in parallel: the value tells how many there are.

    Another number than the site file has is a fault. The right number of a wrong kind, or with a bad joint, shows as
    a value that terminators, polarisation, inputs and wires do not come to; no document read says how near it must be.
    """
    connected = on_buses(site)
    for check in of_kind(in_force(site.records.values()), BusCheck):
        bus = site.buses.get(check.object)
        if bus:
            yield _judged(check, bus, connected.get(bus.tag, ()), site.cables.get(bus.cable))


def _judged(check: BusCheck, bus: Bus, devices: tuple[Device, ...], cable: Cable | None) -> Verdict:
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
        return _near(check, bus, _expected(bus, devices, cable, ohms), path)
    what = f"is that of {found or 'no'} terminator{'' if found == 1 else 's'}" if check.resistance_ohm else "is a short"
    hint = "count the terminators at both ends and in the units, then measure again with all units off"
    return fail(bus, f"{said} {what}, the site file has {declared}", value=check.resistance_ohm, path=path, hint=hint)


def _expected(bus: Bus, devices: tuple[Device, ...], cable: Cable | None, ohms: list[float]) -> tuple[float, float]:
    """Return the least and the most that such a line comes to; where wires are not stated, they count as none."""
    loads = unit_loads(bus, devices)
    pulls = [2 * parallel_ohm(each.resistance_ohm for each in bus.polarisation)] if bus.polarisation else []
    inputs = [UNIT_LOAD_OHM / loads] if loads else []
    stated = cable is not None and cable.cross_section_mm2 and bus.length_m
    wires = loop_ohm(bus.length_m or 0, cable.cross_section_mm2 or 1) if stated and cable else 0.0
    least, most = measured_ohm(ohms, [*pulls, *inputs], wires)
    return least * (1 - TOLERANCE), most * (1 + TOLERANCE)


def _near(check: BusCheck, bus: Bus, expected: tuple[float, float], path: Path) -> Verdict:
    value, terminators = check.resistance_ohm, sum(not each.capacitor_nf for each in bus.termination)
    if expected[0] <= value <= expected[1]:
        return passed(bus, f"{check.file}: {value} Ω fits {terminators} terminators", value=value, unit="Ω", path=path)
    what = f"{check.file}: resistance of {terminators} terminators with what else lies on the line"
    hint = "read the values on the terminators, look for a bad joint, then measure again with all units off"
    return within(bus, what, (value, value), expected, "Ω", path=path, source=EXPECTED, hint=hint)
