"""BUS013: a bus is longer than one of its devices allows."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.bus.line import limit
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import on_buses
from plantwright.rules.say import at_most, not_checked
from plantwright.site.model import Bus, Device, Number, Site

SPECIFICATION = Source(document="Modbus over Serial Line V1.02", clause="3.4.3")


@rule(
    id="BUS013",
    severity=ERROR,
    title="Bus too long",
    source=SPECIFICATION,
    refs=("K7-055", "X-016"),
    mend="use a repeater",
    bad={"buses.RS1.length_m": 501},
)
def bus_too_long(site: Site) -> Iterator[Verdict]:
    """A longer line rounds the edges off until bits are lost; the weakest device on it sets the length."""
    connected = on_buses(site)
    for bus in site.buses.values():
        path = bus.path("length_m")
        longest_m, source, by = _longest_m(connected.get(bus.tag, ()), bus)
        if bus.length_m is None:
            yield not_checked(bus, f"buses.{bus.tag}.length_m")
        elif longest_m is None:
            most = limit("trunk_baud_rate_max")
            why = f"no device on it states a length, and the specification has none above {most} baud"
            yield not_checked(bus, why=why, path=path)
        else:
            what, hint = f"length (limit of {by})", "use a repeater"
            yield at_most(bus, what, bus.length_m, longest_m, "m", path=path, source=source, hint=hint)


def _longest_m(devices: tuple[Device, ...], bus: Bus) -> tuple[Number | None, Source, str]:
    """Return the smallest length any device or the specification allows, its source, and whose it is."""
    stated = [
        (modbus.bus_length_max_m, modbus.source, device.tag)
        for device in devices
        if (modbus := device.type.modbus) and modbus.bus_length_max_m is not None
    ]
    if bus.baud_rate <= limit("trunk_baud_rate_max"):
        stated.append((limit("trunk_max_m"), SPECIFICATION, "the specification"))
    return min(stated, key=lambda each: each[0], default=(None, SPECIFICATION, ""))
