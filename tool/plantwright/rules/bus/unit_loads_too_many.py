"""BUS029: the units on a bus load it with more than a driver can feed."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.bus.line import loads, most_units, unit_loads
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import on_buses
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.model import Bus, Device, Site


@rule(
    id="BUS029",
    severity=ERROR,
    title="Too many unit loads on a bus",
    source=Source(
        document="Campbell Scientific MD485 help; Modbus over Serial Line V1.02",
        clause="RS-485 line length; 3.4.6",
        provenance="public",
    ),
    refs=("X-015", "K7-054"),
    mend="use a repeater, or units of a lower load",
    bad={"starters.SS101.bus.unit_load": 30},
)
def unit_loads_too_many(site: Site) -> Iterator[Verdict]:
    """A driver feeds 32 unit loads of 12 kΩ; a unit may be less than one, an old one or a converter more."""
    connected = on_buses(site)
    for bus in site.buses.values():
        yield _judged(site, bus, connected.get(bus.tag, ()))


def _judged(site: Site, bus: Bus, devices: tuple[Device, ...]) -> Verdict:
    total = unit_loads(bus, devices)
    if not devices:
        return not_applicable(bus, "no device is on this bus")
    if total is None:
        unstated = [tag for tag, load in loads(devices).items() if load is None]
        sections = {device.tag: device.section for device in devices}
        return not_checked(bus, *(f"{sections[tag]}.{tag}.bus.unit_load" for tag in unstated))
    polarised = ", 4 of 32 used up by the polarisation" if bus.polarisation else ""
    what = f"unit loads ({len(devices)} devices and {bus.host_units} host{polarised})"
    return at_most(bus, what, total, most_units(bus))
