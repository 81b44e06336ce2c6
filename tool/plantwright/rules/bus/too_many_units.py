"""BUS014: more units are on a bus than its receivers may load."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.bus.line import fewest_units, most_units
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import on_buses
from plantwright.rules.say import at_most
from plantwright.site.model import Site


@rule(
    id="BUS014",
    severity=ERROR,
    title="Too many units on a bus",
    source=Source(document="Modbus over Serial Line V1.02", clause="3.4.1, 3.4.6"),
    refs=("K7-054", "X-015"),
    mend="use a repeater",
    bad={"buses.RS1.host_units": 30},
)
def too_many_units(site: Site) -> Iterator[Verdict]:
    """A line takes 32 units, the host included, and 4 less when it is polarised; more need a repeater."""
    connected = on_buses(site)
    for bus in site.buses.values():
        devices = connected.get(bus.tag, ())
        _, source = fewest_units(devices)
        polarised = ", 4 taken off by the polarisation" if bus.polarisation else ""
        what = f"number of units ({len(devices)} devices and {bus.host_units} host{polarised})"
        number = len(devices) + bus.host_units
        yield at_most(bus, what, number, most_units(bus, devices), source=source)
