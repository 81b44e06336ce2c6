"""A bus: its topology, its parameters and its address list."""

from dataclasses import dataclass

from plantwright.report.figures.bus_line import bus_line
from plantwright.report.figures.drawing import Drawing
from plantwright.report.marks import Mark, mark, worst
from plantwright.report.text import NOT_APPLICABLE, joined, quantity
from plantwright.report.views.belonging import row_of
from plantwright.report.views.dossier import Dossier
from plantwright.site.model import Bus, Device, TrunkNode


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    name: str
    value: str
    predicted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    address: str
    tag: str
    title: str
    type: str
    place: str
    stub: str
    serial: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BusPage:
    tag: str
    title: str
    figure: Drawing
    facts: tuple[Fact, ...]
    units: tuple[Unit, ...]
    result: Mark | None


def bus_page(dossier: Dossier, bus: Bus) -> BusPage:
    """Return the page of a bus."""
    places = {node.device: node for node in bus.trunk}
    return BusPage(
        tag=bus.tag,
        title=bus.title,
        figure=bus_line(dossier.site, bus),
        facts=_facts(dossier, bus),
        units=tuple(_unit(device, places.get(device.tag)) for device in dossier.site.on_bus(bus)),
        result=worst(mark(verdict) for verdict in dossier.verdicts if row_of(dossier.site, verdict) == bus.tag),
    )


def _facts(dossier: Dossier, bus: Bus) -> tuple[Fact, ...]:
    cable = dossier.site.cables.get(bus.cable)
    ends = (f"{quantity(each.resistance_ohm, 'Ω')} at {quantity(each.at_m, 'm')}" for each in bus.termination)
    stubs = [node.stub_m for node in bus.trunk]
    return (
        Fact(
            name="Reached by",
            value=f"gateway {bus.gateway.host}:{bus.gateway.port}" if bus.gateway else f"serial port {bus.port}",
        ),
        Fact(name="Speed", value=quantity(bus.baud_rate, "Bd")),
        Fact(
            name="Frame",
            value=f"{bus.data_bits} data bits, parity {bus.parity}, stop bits {bus.stop_bits}",
        ),
        Fact(name="Cable", value=joined(bus.cable, cable.model if cable else "") or NOT_APPLICABLE),
        Fact(name="Length", value=quantity(bus.length_m, "m")),
        Fact(name="Longest stub", value=quantity(max(stubs), "m") if stubs else NOT_APPLICABLE),
        Fact(name="Terminators", value=joined(*ends) or "none stated"),
    )


def _unit(device: Device, node: TrunkNode | None) -> Unit:
    return Unit(
        address=str(device.bus.address) if device.bus else NOT_APPLICABLE,
        tag=device.tag,
        title=device.title,
        type=device.model or device.type.type.upper(),
        place=quantity(node.at_m, "m") if node else NOT_APPLICABLE,
        stub=quantity(node.stub_m, "m") if node else NOT_APPLICABLE,
        serial=device.serial or NOT_APPLICABLE,
    )
