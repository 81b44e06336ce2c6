"""BUS019: the character format set in a device is not that of its bus."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.bus.format import format_name, rtu
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Site


@rule(
    id="BUS019",
    severity=ERROR,
    title="Character format of a device differs from its bus",
    source=Source(document="K7GE-MG datasheet", clause="Communications specifications", lines="144-146, 324-326"),
    refs=("K7-057", "X-012"),
    mend="set the parity and the stop bits of the device to those of its bus",
    bad={"monitors.IM1.parameters.parity": "even"},
)
def character_format_differs(site: Site) -> Iterator[Verdict]:
    """Parity and stop bits must be alike on every unit of a line, and the delivered settings rarely are."""
    for device in site.devices():
        bus = site.buses.get(device.bus.name) if device.bus else None
        declared = {
            key: device.parameters[key] for key in ("data_bits", "parity", "stop_bits") if key in device.parameters
        }
        if bus is None or not declared:
            continue
        if not rtu(bus):
            yield not_applicable(device, "BUS012 decides: the bus has not 8 data bits")
            continue
        wrong = [key for key, value in declared.items() if value != getattr(bus, key)]
        if wrong:
            key = wrong[0]
            message = f"{key} is {declared[key]}, bus {bus.tag} uses {format_name(bus)}"
            path, wanted = device.path("parameters", key), getattr(bus, key)
            yield fail(device, message, path=path, value=declared[key], limit=wanted)
        else:
            path = device.path("parameters", next(iter(declared)))
            yield passed(device, f"set to {format_name(bus)} like bus {bus.tag}", path=path)
