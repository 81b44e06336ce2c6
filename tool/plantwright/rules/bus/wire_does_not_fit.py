"""BUS023: the wires of the bus cable do not fit the terminals of a device on it."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import on_buses
from plantwright.rules.say import not_checked, within
from plantwright.site.catalog import Fact
from plantwright.site.model import Bus, Cable, Device, Site

FACTS = ("wire_cross_section_mm2", "control_wire_cross_section_mm2")


@rule(
    id="BUS023",
    severity=ERROR,
    title="Bus wire does not fit the terminals",
    source=Source(document="CLR8G operating manual", clause="4.3", lines="171"),
    refs=("X-018", "CLR-030", "K7-019"),
    mend="use a bus cable with wires that every unit takes, or go through a terminal block with a short wire that fits",
    bad={"cables.W901.cross_section_mm2": 0.5},
)
def wire_does_not_fit(site: Site) -> Iterator[Verdict]:
    """One wire goes through all devices of a bus, and the narrowest band of their terminals decides which one."""
    connected = on_buses(site)
    for bus in site.buses.values():
        for device in connected.get(bus.tag, ()):
            yield _judged(bus, device, site.cables.get(bus.cable))


def terminals(device: Device) -> Fact | None:
    """Return the cross-sections that the terminals of a device take, None where no document read states them."""
    return next((fact for name in FACTS if (fact := rating(device.type, name))), None)


def _judged(bus: Bus, device: Device, cable: Cable | None) -> Verdict:
    fact = terminals(device)
    if fact is None:
        return not_checked(device, why=f"no document read states {absent(device.type, FACTS[0])}")
    if cable is None:
        return not_checked(device, f"buses.{bus.tag}.cable")
    if cable.cross_section_mm2 is None:
        return not_checked(device, f"cables.{cable.tag}.cross_section_mm2", path=cable.path())
    size, path = cable.cross_section_mm2, cable.path("cross_section_mm2")
    hint = (
        f"use a bus cable of {fact.min} to {fact.max} mm², or go through a terminal block with a short wire that fits"
    )
    what = f"wire of {cable.tag} at its terminals"
    return within(device, what, (size, size), (fact.min, fact.max), "mm²", path=path, source=fact.source, hint=hint)
