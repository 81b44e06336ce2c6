"""The list of equipment: what each thing is, its nameplate, and what motor and supply ask of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.marks import Mark, mark, worst
from plantwright.report.text import NOT_APPLICABLE, joined, quantity, span, stated, word
from plantwright.report.views.dossier import Dossier
from plantwright.site.model import (
    Contactor,
    Device,
    Item,
    Mains,
    Meter,
    Motor,
    Protection,
    Site,
    Starter,
    SupplyUnit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """A thing; `required` is what the site files state of its motor or supply, `mark` the worst of its checks."""

    tag: str
    what: str
    model: str
    serial: str
    firmware: str
    nameplate: str
    required: str
    mark: Mark | None


def equipment(dossier: Dossier) -> tuple[Equipment, ...]:
    """Return motors, what stands in their feeders, and every device, in the order of the sections."""
    site = dossier.site
    sections = (site.motors, site.protection, site.contactors, site.probes)
    things = (*(each for section in sections for each in section.values()), *site.devices())
    marks = _marks(dossier)
    return tuple(_row(site, each, worst(marks.get(each.tag, ()))) for each in things)


def _marks(dossier: Dossier) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = {}
    for verdict in dossier.verdicts:
        for tag in dict.fromkeys((verdict.object, *verdict.object.split("@"))):
            found.setdefault(tag, []).append(mark(verdict))
    return found


def _model(item: Item) -> str:
    made = getattr(item, "model", "") or getattr(item, "manufacturer", "")
    return joined(made, word(getattr(item, "variant", ""))) or NOT_APPLICABLE


def _row(site: Site, item: Item, judged: Mark | None) -> Equipment:
    return Equipment(
        tag=item.tag,
        what=text(item.type.title) if isinstance(item, Device) else _what(item),
        model=_model(item),
        serial=getattr(item, "serial", "") or NOT_APPLICABLE,
        firmware=getattr(item, "firmware", "") or NOT_APPLICABLE,
        nameplate=joined(*_nameplate(item)) or NOT_APPLICABLE,
        required=joined(*_required(site, item)) or NOT_APPLICABLE,
        mark=judged,
    )


def _what(item: Item) -> str:
    return item.title or word(getattr(item, "kind", "") or getattr(item, "role", "")) or NOT_APPLICABLE


def _nameplate(item: Item) -> Iterator[str]:
    match item:
        case Motor():
            yield from (stated(item.rated_power_kw, "kW"), stated(item.rated_voltage_v, "V"))
            yield from (stated(item.rated_current_a, "A"), stated(item.rated_frequency_hz, "Hz"))
        case Protection():
            yield joined(item.class_, stated(item.rated_current_a, "A"), by=" ")
            yield from (stated(item.rated_voltage_v, "V"), stated(item.breaking_capacity_ka, "kA"))
        case Contactor():
            yield joined(item.utilization_category, stated(item.rated_current_a, "A"), by=" ")
        case Meter(mains=Mains() as mains) | SupplyUnit(mains=Mains() as mains):
            yield text("mains {voltage}", voltage=quantity(mains.plate_v, "V"))
        case Device():
            yield from (stated(item.rated_power_kw, "kW"), stated(item.rated_current_a, "A"))


def _required(site: Site, item: Item) -> Iterator[str]:
    supply, motor = site.supply, _motor(site, item.tag)
    match item:
        case Motor():
            yield from (stated(supply.nominal_voltage_v, "V"), stated(supply.frequency_hz, "Hz"))
        case Protection() if motor:
            yield from (stated(supply.nominal_voltage_v, "V"), stated(supply.prospective_short_circuit_ka, "kA"))
        case Contactor() if motor:
            yield stated(motor.rated_current_a, "A")
        case Meter(mains=Mains() as mains) | SupplyUnit(mains=Mains() as mains):
            yield text("mains {voltage}", voltage=span(mains.min_v, mains.max_v, "V"))
        case Starter() if motor:
            yield from (stated(motor.rated_power_kw, "kW"), stated(motor.rated_current_a, "A"))


def _motor(site: Site, tag: str) -> Motor | None:
    """Return the motor of the feeder in whose main circuit something stands."""
    home = (feeder for feeder in site.feeders.values() if tag in (*feeder.path_, feeder.bypass))
    return next((motor for feeder in home if (motor := site.motor_of(feeder))), None)
