"""The electrical load of an RS-485 line: unit loads, the units it takes, and the voltage while nobody drives."""

from collections.abc import Iterable, Mapping

from plantwright.findings.verdict import Source
from plantwright.physics import rs485_line
from plantwright.site.limit_tables import serial_line
from plantwright.site.model import Bus, Device, Number

UNIT_LOAD_OHM = 12_000
UNIT_LOAD_SOURCE = Source(
    document="Campbell Scientific MD485 help", clause="RS-485 line length: unit load", provenance="public"
)
THRESHOLD_MV = 200
THRESHOLD_SOURCE = Source(
    document="Texas Instruments AM26LV32E data sheet", clause="receiver fail-safe", provenance="public"
)


def limit(name: str) -> Number:
    """Return a number of the serial line document."""
    return serial_line()[name].value


def most_units(bus: Bus, devices: Iterable[Device] = ()) -> int:
    """Return how many units a bus takes: 32, or fewer where a document of a device says so; 4 less on a polarised line.

    Without devices it is the number of unit loads that a driver feeds.
    """
    most, _ = fewest_units(devices)
    return rs485_line.most_units(most, int(limit("polarisation_units")), polarised=bool(bus.polarisation))


def fewest_units(devices: Iterable[Device]) -> tuple[int, Source | None]:
    """Return how many units a line takes before polarisation, and the document of a device that says so.

    None is in its place where each of them allows more than any line takes.
    """
    every = int(limit("units_max"))
    stated = [
        (modbus.bus_units_max, modbus.source)
        for each in devices
        if (modbus := each.type.modbus) and modbus.bus_units_max and modbus.bus_units_max <= every
    ]
    return min(stated, key=lambda each: each[0], default=(every, None))


def loads(devices: Iterable[Device]) -> Mapping[str, Number | None]:
    """Return device -> its unit loads: as stated on the site, else by the documents of its type."""
    return {device.tag: _load(device) for device in devices}


def _load(device: Device) -> Number | None:
    if device.bus and device.bus.unit_load is not None:
        return device.bus.unit_load
    return device.type.modbus.unit_load if device.type.modbus else None


def unit_loads(bus: Bus, devices: Iterable[Device]) -> float | None:
    """Return the unit loads on a bus, the host included; None while one is not stated."""
    found = list(loads(devices).values())
    known = [load for load in found if load is not None]
    return rs485_line.unit_loads(known, hosts=bus.host_units) if len(known) == len(found) else None


def idle_voltage_mv(bus: Bus, devices: Iterable[Device]) -> float | None:
    """Return the voltage between the wires of a polarised bus while nobody drives, None for any other.

    Several pairs of resistors count as one of their parallel resistance; a terminator behind a capacitor carries no
    direct current. A unit whose load is not stated counts as a whole one.
    """
    if not bus.polarisation:
        return None
    pull_ohm = rs485_line.parallel_ohm(each.resistance_ohm for each in bus.polarisation)
    terminators = [each.resistance_ohm for each in bus.termination if each.capacitor_nf is None]
    whole = rs485_line.unit_loads((load or 1 for load in loads(devices).values()), hosts=bus.host_units)
    inputs = [UNIT_LOAD_OHM / whole] if whole else []
    voltage_v = min(each.voltage_v for each in bus.polarisation)
    return 1000 * rs485_line.idle_voltage_v(voltage_v, pull_ohm, rs485_line.parallel_ohm([*terminators, *inputs]))
