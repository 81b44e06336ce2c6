"""What stands above the settings on the card at a device: what it is, and what it feeds."""

from collections.abc import Iterator

from plantwright.report.language import text
from plantwright.report.text import NOT_APPLICABLE, joined, quantity, word
from plantwright.report.views.buses import Fact
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.settings import comparable
from plantwright.site.model import Device


def card_facts(dossier: Dossier, device: Device) -> tuple[Fact, ...]:
    """Return type, numbers and address of a device, and the motor behind it."""
    return tuple(_facts(dossier, device))


def _facts(dossier: Dossier, device: Device) -> Iterator[Fact]:
    place = dossier.site.locations.get(device.location)
    yield Fact(name=text("Type"), value=joined(text(device.type.title), device.model, word(device.variant)))
    yield Fact(name=text("Serial number"), value=device.serial or NOT_APPLICABLE)
    yield Fact(name=text("Firmware"), value=device.firmware or NOT_APPLICABLE)
    yield Fact(name=text("Location"), value=joined(device.location, place.title if place else "") or NOT_APPLICABLE)
    if device.bus:
        yield Fact(name=text("Bus, address"), value=f"{device.bus.name}, {device.bus.address}")
    feeder = dossier.site.feeder_of(device.tag)
    motor = dossier.site.motor_of(feeder) if feeder else None
    if feeder and motor:
        rating = joined(quantity(motor.rated_power_kw, "kW"), quantity(motor.rated_current_a, "A"))
        yield Fact(name=text("Feeder, motor"), value=joined(feeder.tag, motor.tag, rating))


def read_from(dossier: Dossier, device: Device) -> str:
    """Return where the values as left come from, and what is not read because no register holds it."""
    read = comparable(device)
    stated = [name for name in device.parameters if name in device.type.parameters]
    by_hand = text("Keypad: entered at the device, and no run reads it.") if len(read) < len(stated) else ""
    return joined(_read_from(dossier, device) if read else "", by_hand, by=" ")


def _read_from(dossier: Dossier, device: Device) -> str:
    run = dossier.run
    if run is None or run.device(device.tag) is None:
        return text("Nothing was read from the device yet.")
    if run.rehearsal:
        return text("As left: read from a simulator, not the device, in run {run}.", run=run.id)
    return text("As left: read from the device in run {run}.", run=run.id)
