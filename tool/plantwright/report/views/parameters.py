"""What stands above the settings on the card at a device: what it is, and what it feeds."""

from collections.abc import Iterator

from plantwright.report.text import NOT_APPLICABLE, joined, quantity
from plantwright.report.views.buses import Fact
from plantwright.report.views.dossier import Dossier
from plantwright.site.model import Device


def card_facts(dossier: Dossier, device: Device) -> tuple[Fact, ...]:
    """Return type, numbers and address of a device, and the motor behind it."""
    return tuple(_facts(dossier, device))


def _facts(dossier: Dossier, device: Device) -> Iterator[Fact]:
    place = dossier.site.locations.get(device.location)
    yield Fact(name="Type", value=joined(device.type.title, device.model, device.variant))
    yield Fact(name="Serial number", value=device.serial or NOT_APPLICABLE)
    yield Fact(name="Firmware", value=device.firmware or NOT_APPLICABLE)
    yield Fact(name="Location", value=joined(device.location, place.title if place else "") or NOT_APPLICABLE)
    if device.bus:
        yield Fact(name="Bus, address", value=f"{device.bus.name}, {device.bus.address}")
    feeder = dossier.site.feeder_of(device.tag)
    motor = dossier.site.motor_of(feeder) if feeder else None
    if feeder and motor:
        rating = joined(quantity(motor.rated_power_kw, "kW"), quantity(motor.rated_current_a, "A"))
        yield Fact(name="Feeder, motor", value=joined(feeder.tag, motor.tag, rating))


def read_from(dossier: Dossier, device: Device) -> str:
    """Return where the values as left come from."""
    run = dossier.run
    if run is None or run.device(device.tag) is None:
        return "Nothing was read from the device yet."
    held = "a simulator, not the device," if run.rehearsal else "the device"
    return f"As left: read from {held} in run {run.id}."
