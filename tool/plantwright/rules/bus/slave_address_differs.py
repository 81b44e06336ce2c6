"""BUS017: the address set in a device is not its address on the bus."""

from collections import Counter
from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import equal, not_applicable
from plantwright.site.model import Site


@rule(
    id="BUS017",
    severity=ERROR,
    title="Slave address differs from the bus address",
    source=Source(document="CLR8G operating manual", clause="7, table 7-1", lines="313"),
    refs=("CLR-062", "X-013"),
    mend="set slave_address to the address under `bus`, and the same on the unit",
    bad={"starters.SS201.parameters.slave_address": 9},
)
def slave_address_differs(site: Site) -> Iterator[Verdict]:
    """The bus address says where the tool looks, the setting where the device answers."""
    taken = Counter((device.bus.name, device.bus.address) for device in site.devices() if device.bus)
    for device in site.devices():
        if device.bus is None or "slave_address" not in device.parameters:
            continue
        path = device.path("parameters", "slave_address")
        if taken[device.bus.name, device.bus.address] > 1:
            yield not_applicable(device, "BUS010 decides: the address is used twice", path=path)
        else:
            setting = device.parameters["slave_address"]
            of = f"the address on {device.bus.name}"
            yield equal(device, "slave_address", setting, device.bus.address, path=path, of=of)
