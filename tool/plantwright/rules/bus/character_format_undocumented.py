"""BUS016: no document says whether a device can use the character format of its bus."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.bus.format import format_name, rtu
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.members import on_buses
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Device, Site


@rule(
    id="BUS016",
    severity=WARNING,
    title="Character format not documented",
    source=Source(document="CLR8G operating manual", clause="9", lines="372-382"),
    refs=("X-012", "CLR-063"),
    mend="read the unit once, alone on the bus, with the format of the bus, and note what it answers",
    good={
        "starters.SS101.bus": None,
        "starters.SS201.bus": None,
        "starters.SS301.bus": None,
        "starters.SS401.bus": None,
    },
    bad={"starters.SS101.bus": {"name": "RS1", "address": 3}},
)
def character_format_undocumented(site: Site) -> Iterator[Verdict]:
    """A format nobody states is an assumption; better that it shows on the unit before the cabinet is shut."""
    connected = on_buses(site)
    for bus in site.buses.values():
        devices, name = connected.get(bus.tag, ()), format_name(bus)
        silent = [device for device in devices if _silent(device)]
        if not devices:
            yield not_applicable(bus, "no device is on this bus")
        elif not rtu(bus):
            yield not_applicable(bus, "BUS012 decides: the bus has not 8 data bits")
        elif silent:
            tags = ", ".join(device.tag for device in silent)
            types = ", ".join(sorted({device.type.title for device in silent}))
            message = f"{name} is not documented for {tags} ({types}): confirm it on the unit"
            hint = f"read {silent[0].tag} once, alone on the bus, with {name}"
            yield fail(bus, message, path=bus.path("parity"), value=name, hint=hint)
        else:
            yield passed(bus, f"{name} is documented for every device", path=bus.path("parity"), value=name)


def _silent(device: Device) -> bool:
    modbus = device.type.modbus
    return modbus is None or not (modbus.data_bits and modbus.parities and modbus.stop_bits)
