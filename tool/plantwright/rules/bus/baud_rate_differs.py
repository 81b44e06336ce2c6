"""BUS018: the baud rate set in a device is not that of its bus."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import equal
from plantwright.site.model import Site


@rule(
    id="BUS018",
    severity=ERROR,
    title="Baud rate of a device differs from its bus",
    source=Source(document="Modbus over Serial Line V1.02", clause="2.5.1"),
    refs=("X-010", "CLR-063", "K7-056"),
    mend="set baud_rate of the device to that of its bus",
    bad={"monitors.IM1.parameters.baud_rate": 19200},
)
def baud_rate_differs(site: Site) -> Iterator[Verdict]:
    """A device at another speed hears only noise, and its own answers disturb the others."""
    for device in site.devices():
        bus = site.buses.get(device.bus.name) if device.bus else None
        if bus is None or "baud_rate" not in device.parameters:
            continue
        setting, path = device.parameters["baud_rate"], device.path("parameters", "baud_rate")
        rate = int(setting) if isinstance(setting, str) and setting.isdecimal() else setting
        yield equal(device, "baud_rate", rate, bus.baud_rate, "bit/s", path=path, of=f"the rate of bus {bus.tag}")
