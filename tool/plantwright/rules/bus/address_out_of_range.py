"""BUS015: a device cannot have its bus address."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import not_checked, within
from plantwright.site.model import Site


@rule(
    id="BUS015",
    severity=ERROR,
    title="Bus address outside the range of the device",
    source=Source(document="Modbus over Serial Line V1.02", clause="2.2"),
    refs=("CLR-062", "K7-064", "X-013"),
    mend="give the device an address in the range that its manual allows, in the site files and on the unit",
    bad={"starters.SS201.bus.address": 64},
)
def address_out_of_range(site: Site) -> Iterator[Verdict]:
    """Every type has its own range within 1 to 247; 0 is the broadcast to all."""
    for device in site.devices():
        if device.bus is None:
            continue
        modbus, address, path = device.type.modbus, device.bus.address, device.path("bus", "address")
        if modbus is None:
            yield not_checked(device, f"the address range of the device type {device.type.type}", path=path)
        else:
            allowed = (modbus.address_min, modbus.address_max)
            yield within(device, "address", (address, address), allowed, path=path, source=modbus.source)
