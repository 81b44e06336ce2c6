"""A bus: its topology, its parameters, how long a poll of it takes, and its address list."""

from dataclasses import dataclass

from plantwright.report.figures.drawing import Figure
from plantwright.report.gallery.bus_line import bus_topology
from plantwright.report.language import text
from plantwright.report.marks import Mark, mark, worst
from plantwright.report.text import NOT_APPLICABLE, joined, quantity, word
from plantwright.report.views.belonging import row_of
from plantwright.report.views.dossier import Dossier
from plantwright.rules.bus import line, poll
from plantwright.site.model import Bus, Device, TrunkNode


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """`about` is the tag of the object that it is a value of, where one list has those of several."""

    name: str
    value: str
    predicted: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    address: str
    tag: str
    title: str
    type: str
    place: str
    stub: str
    poll: str
    serial: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BusPage:
    tag: str
    title: str
    figure: Figure
    facts: tuple[Fact, ...]
    units: tuple[Unit, ...]
    result: Mark | None


def bus_page(dossier: Dossier, bus: Bus) -> BusPage:
    """Return the page of a bus."""
    places = {node.device: node for node in bus.trunk}
    turns = {turn.device: turn for turn in poll.cycle(bus, dossier.site.on_bus(bus)).turns}
    return BusPage(
        tag=bus.tag,
        title=bus.title,
        figure=bus_topology(dossier, bus.tag),
        facts=_facts(dossier, bus),
        units=tuple(
            _unit(device, places.get(device.tag), turns.get(device.tag)) for device in dossier.site.on_bus(bus)
        ),
        result=worst(mark(verdict) for verdict in dossier.verdicts if row_of(dossier.site, verdict) == bus.tag),
    )


def _facts(dossier: Dossier, bus: Bus) -> tuple[Fact, ...]:
    cable = dossier.site.cables.get(bus.cable)
    ends = (
        text("{resistance} at {place}", resistance=quantity(each.resistance_ohm, "Ω"), place=quantity(each.at_m, "m"))
        for each in bus.termination
    )
    stubs = [node.stub_m for node in bus.trunk]
    return (
        Fact(name=text("Reached by"), value=_way(bus)),
        Fact(name=text("Speed"), value=quantity(bus.baud_rate, "Bd")),
        Fact(name=text("Frame"), value=_character_format(bus)),
        Fact(name=text("Cable"), value=joined(bus.cable, cable.model if cable else "") or NOT_APPLICABLE),
        Fact(name=text("Length"), value=quantity(bus.length_m, "m")),
        Fact(name=text("Longest stub"), value=quantity(max(stubs), "m") if stubs else NOT_APPLICABLE),
        Fact(name=text("Terminators"), value=joined(*ends) or text("none stated")),
        Fact(name=text("Polarisation"), value=_polarisation(dossier, bus)),
        Fact(name=text("Load"), value=_load(dossier, bus)),
        Fact(name=text("Poll of all units"), value=_poll(dossier, bus)),
    )


def _way(bus: Bus) -> str:
    if bus.gateway:
        return text("gateway {place}", place=f"{bus.gateway.host}:{bus.gateway.port}")
    return text("serial port {place}", place=bus.port)


def _character_format(bus: Bus) -> str:
    return text(
        "{data} data bits, parity {parity}, stop bits {stop}",
        data=bus.data_bits,
        parity=word(bus.parity),
        stop=bus.stop_bits,
    )


def _polarisation(dossier: Dossier, bus: Bus) -> str:
    if not bus.polarisation:
        return text("none stated") if bus.polarisation is None else text("none")
    pairs = (
        text("2 × {resistance} at {place}", resistance=quantity(each.resistance_ohm, "Ω"),
             place=quantity(each.at_m, "m"))
        for each in bus.polarisation
    )  # fmt: skip
    idle_mv = line.idle_voltage_mv(bus, dossier.site.on_bus(bus))
    return joined(*pairs, text("idles at {voltage}", voltage=quantity(idle_mv, "mV", 3)))


def _load(dossier: Dossier, bus: Bus) -> str:
    devices = dossier.site.on_bus(bus)
    found = line.unit_loads(bus, devices)
    units = text("{n} of {m} units", n=len(devices) + bus.host_units, m=line.most_units(bus, devices))
    loads = text("{n} unit loads", n=quantity(found, "", 3))
    return joined(units, text("unit loads not stated") if found is None else loads)


def _poll(dossier: Dossier, bus: Bus) -> str:
    """Return how long one round takes on the wire, every readable register once."""
    found = poll.cycle(bus, dossier.site.on_bus(bus))
    if not found.turns:
        return NOT_APPLICABLE
    wanted = text("wanted every {time}", time=quantity(bus.poll_period_ms, "ms")) if bus.poll_period_ms else ""
    time = quantity(found.time_ms, "ms", 3)
    units = joined(*found.without_delay)
    unknown = text("no reply delay stated for {units}", units=units) if units else ""
    return joined(time if found.exact else text("at least {value}", value=time), wanted, unknown)


def _unit(device: Device, node: TrunkNode | None, turn: poll.Turn | None) -> Unit:
    return Unit(
        address=str(device.bus.address) if device.bus else NOT_APPLICABLE,
        tag=device.tag,
        title=device.title,
        type=device.model or device.type.type.upper(),
        place=quantity(node.at_m, "m") if node else NOT_APPLICABLE,
        stub=quantity(node.stub_m, "m") if node else NOT_APPLICABLE,
        poll=f"{'' if turn.reply_delay_ms is not None else '≥ '}{quantity(turn.time_ms, 'ms', 3)}"
        if turn
        else NOT_APPLICABLE,
        serial=device.serial or NOT_APPLICABLE,
    )
