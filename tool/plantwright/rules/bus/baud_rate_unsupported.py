"""BUS011: a device on the bus cannot use its baud rate."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import on_buses
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.model import Site


@rule(
    id="BUS011",
    severity=ERROR,
    title="Baud rate not supported by every device of the bus",
    source=Source(document="Modbus over Serial Line V1.02", clause="2.5.1"),
    refs=("X-010", "K7-056", "CLR-063"),
    mend="use a baud rate that every device on the bus has",
    bad={"buses.RS1.baud_rate": 38400, "monitors.IM1.parameters.baud_rate": 38400},
)
def baud_rate_unsupported(site: Site) -> Iterator[Verdict]:
    """All devices of a line talk at one speed, so only a speed that each of them has will do."""
    connected = on_buses(site)
    for bus in site.buses.values():
        devices, path, rate = connected.get(bus.tag, ()), bus.path("baud_rate"), bus.baud_rate
        rates = {device.tag: device.type.modbus.baud_rates for device in devices if device.type.modbus}
        unable = [tag for tag, known in rates.items() if known and rate not in known]
        common = sorted(set.intersection(*map(set, filter(None, rates.values())))) if any(rates.values()) else []
        if not devices:
            yield not_applicable(bus, "no device is on this bus")
        elif not common and not unable:
            yield not_checked(bus, "the baud rates of the device types on it", path=path)
        elif unable:
            wanted = ", ".join(map(str, common)) or "no rate"
            message = f"{rate} baud is not offered by {', '.join(unable)}; common to all devices: {wanted}"
            yield fail(bus, message, path=path, value=rate, limit=wanted, unit="bit/s", hint=f"use one of {wanted}")
        else:
            yield passed(bus, f"{rate} baud is offered by every device", path=path, value=rate, unit="bit/s")
