"""BUS027: the characters of a bus do not have the 11 bits of the specification, though every unit offers them."""

from collections.abc import Iterator
from itertools import product

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics import bus_line
from plantwright.rules.bus.format import RTU_DATA_BITS, format_name, rtu
from plantwright.rules.bus.line import limit
from plantwright.rules.bus.poll import character_bits
from plantwright.rules.frame import INFO, rule
from plantwright.rules.members import on_buses
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Bus, Device, Site

ALONE = {f"starters.{tag}.bus": None for tag in ("SS101", "SS201", "SS301", "SS401")}


@rule(
    id="BUS027",
    severity=INFO,
    title="Character without the 11 bits of the specification",
    source=Source(document="Modbus over Serial Line V1.02", clause="2.5.1"),
    refs=("X-012",),
    mend="use 8E1, 8O1 or 8N2",
    good={**ALONE, "buses.RS1.stop_bits": 2, "buses.RS2.stop_bits": 2},
    bad={"buses.RS1.stop_bits": 1},
)
def character_not_eleven_bits(site: Site) -> Iterator[Verdict]:
    """A line without parity has two stop bits by the specification; where a unit cannot, all others follow it."""
    connected = on_buses(site)
    for bus in site.buses.values():
        yield _judged(bus, connected.get(bus.tag, ()))


def _judged(bus: Bus, devices: tuple[Device, ...]) -> Verdict:
    name, bits, wanted, path = format_name(bus), character_bits(bus), limit("character_bits"), bus.path("stop_bits")
    unable = [device.tag for device in devices if not _offers(device, int(wanted))]
    if not devices:
        return not_applicable(bus, "no device is on this bus")
    if not rtu(bus):
        return not_applicable(bus, "BUS012 decides: the bus has not 8 data bits")
    if bits == wanted:
        return passed(bus, f"{name} has {bits} bits", path=path, value=bits, limit=wanted)
    if unable:
        why = f"{name} has {bits} bits; no document read says that {', '.join(unable)} can use {wanted}"
        return not_applicable(bus, why, path=path)
    message = f"{name} has {bits} bits, the specification asks for {wanted} and every unit offers them"
    return fail(bus, message, path=path, value=bits, limit=wanted)


def _offers(device: Device, bits: int) -> bool:
    modbus = device.type.modbus
    if modbus is None:
        return False
    formats = product(modbus.parities, modbus.stop_bits)
    return bits in (bus_line.character_bits(RTU_DATA_BITS, parity, stop) for parity, stop in formats)
