"""What belongs to what in a site, found in one pass: the members of a bus, a supply, a monitor, a place, a route."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from plantwright.rules.once import once
from plantwright.site.model import Cable, Device, Feeder, Motor, Probe, Sensor, Site

Member = TypeVar("Member")


@once
def on_buses(site: Site) -> Mapping[str, tuple[Device, ...]]:
    """Return bus -> its devices, by address."""
    connected = [(device.bus, device) for device in site.devices() if device.bus]
    connected.sort(key=lambda pair: pair[0].address)
    return {
        bus: tuple(device for _, device in pairs)
        for bus, pairs in grouped(connected, lambda pair: pair[0].name).items()
    }


@once
def sensors_by_supply(site: Site) -> Mapping[str, tuple[Sensor, ...]]:
    """Return meter or supply unit -> the transducers it feeds, in the order of the files."""
    return grouped(site.sensors.values(), lambda sensor: sensor.supply)


@once
def probes_by_monitor(site: Site) -> Mapping[str, tuple[Probe, ...]]:
    """Return insulation monitor -> its probes, by channel."""
    return grouped(sorted(site.probes.values(), key=lambda probe: probe.channel), lambda probe: probe.monitor)


@once
def probed_feeders(site: Site) -> frozenset[str]:
    """Return the feeders that an insulation probe is connected to."""
    return frozenset(probe.feeder for probe in site.probes.values())


@once
def devices_by_location(site: Site) -> Mapping[str, tuple[Device, ...]]:
    """Return location -> the devices there."""
    return grouped(site.devices(), lambda device: device.location)


@once
def cables_by_route(site: Site) -> Mapping[str, tuple[Cable, ...]]:
    """Return route -> the cables on it."""
    laid = [(route, cable) for cable in site.cables.values() for route in dict.fromkeys(cable.route)]
    return {route: tuple(cable for _, cable in pairs) for route, pairs in grouped(laid, lambda pair: pair[0]).items()}


@once
def drives(site: Site) -> Mapping[str, tuple[Feeder, Motor]]:
    """Return starter -> the feeder it stands in and the motor at its end; starters without either are left out."""
    found = [(site.starter_of(feeder), feeder, site.motor_of(feeder)) for feeder in site.feeders.values()]
    return {starter.tag: (feeder, motor) for starter, feeder, motor in reversed(found) if starter and motor}


def grouped(members: Iterable[Member], key: Callable[[Member], str]) -> dict[str, tuple[Member, ...]]:
    """Return members by key, both in the order they come in."""
    groups: dict[str, list[Member]] = {}
    for member in members:
        groups.setdefault(key(member), []).append(member)
    return {name: tuple(each) for name, each in groups.items()}
