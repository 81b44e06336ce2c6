"""BUS012: the character format of a bus is not Modbus RTU, or a device cannot use it."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.bus.format import RTU_DATA_BITS, format_name, rtu
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import on_buses
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Bus, Device, Site


@rule(
    id="BUS012",
    severity=ERROR,
    title="Character format not supported",
    source=Source(document="Modbus over Serial Line V1.02", clause="2.5.1"),
    refs=("K7-057", "K7-059", "X-011", "X-012"),
    mend="use 8 data bits on every unit",
    bad={"buses.RS1.data_bits": 7, "buses.RS1.parity": "even"},
    waivable=False,
)
def character_format_unsupported(site: Site) -> Iterator[Verdict]:
    """An RTU byte has 8 bits, so 7 data bits lose one; parity and stop bits must be alike on every unit of a line."""
    connected = on_buses(site)
    for bus in site.buses.values():
        devices, name, path = connected.get(bus.tag, ()), format_name(bus), bus.path("data_bits")
        unable = [f"{device.tag} has {wrong}" for device in devices for wrong in _wrong(device, bus)]
        if not devices:
            yield not_applicable(bus, "no device is on this bus")
        elif not rtu(bus):
            message, hint = f"{name} has {bus.data_bits} data bits, Modbus RTU needs 8", "use 8 data bits on every unit"
            yield fail(bus, message, path=path, value=bus.data_bits, limit=RTU_DATA_BITS, hint=hint)
        elif unable:
            yield fail(bus, f"{name} does not fit: {'; '.join(unable)}", path=bus.path("parity"), value=name)
        else:
            message = f"{name} has {bus.data_bits} data bits and no device excludes it"
            yield passed(bus, message, path=path, value=bus.data_bits, limit=RTU_DATA_BITS)


def _wrong(device: Device, bus: Bus) -> Iterator[str]:
    """Yield what a device type offers instead, for each part of the format that it states and the bus does not have."""
    modbus = device.type.modbus
    if modbus is None:
        return
    if modbus.data_bits and bus.data_bits not in modbus.data_bits:
        yield f"data bits {', '.join(map(str, modbus.data_bits))}"
    if modbus.parities and bus.parity not in modbus.parities:
        yield f"parity {', '.join(modbus.parities)}"
    if modbus.stop_bits and bus.stop_bits not in modbus.stop_bits:
        yield f"stop bits {', '.join(map(str, modbus.stop_bits))}"
