"""Where the buses of a site are spoken to: at the addresses in its files, or on a rehearsal plant."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from plantwright.deploy.guards import refuse
from plantwright.modbus.adapter import lasting_name
from plantwright.modbus.endpoint import Endpoint
from plantwright.modbus.rehearsal import load_rehearsal, plant_of
from plantwright.site.model import Bus, Number, Site

THINKING_S = 1.0
"""How long a device may think beyond the delay that is known of it; our own choice."""
TLS_PORT = 802
"""The port of Modbus/TCP Security (MODBUS/TCP Security Protocol Specification v36)."""


def targets(site: Site, rehearsal: Path | None) -> Mapping[str, Endpoint]:
    """Return the endpoint of every bus of a site; raise Stop when a rehearsal file does not fit the site."""
    if rehearsal is None:
        return {bus.tag: _real(site, bus) for bus in site.buses.values()}
    plant = plant_of(rehearsal)
    if plant != site.identity.number:
        raise refuse(
            f"{rehearsal} is a rehearsal of {plant}, not of {site.identity.number}",
            "name the rehearsal plant of this site, or start one: `plantwright simulate SITE --state FILE`",
            "targets",
        )
    found = load_rehearsal(rehearsal)
    missing = sorted(set(site.buses) - set(found))
    if missing:
        raise refuse(
            f"the rehearsal plant {rehearsal} has no bus {', '.join(missing)}",
            "start it again: `plantwright simulate SITE`",
            "targets",
        )
    return {tag: found[tag] for tag in site.buses}


def notes(bus: str, endpoint: Endpoint) -> Iterator[str]:
    """Yield what a person should know of how a bus is reached."""
    lasting = "" if endpoint.adapter_serial or endpoint.kind == "tcp" else lasting_name(endpoint.device)
    if lasting:
        yield f"{bus}: {endpoint.device} may become another adapter; its lasting name is {lasting}"


def _real(site: Site, bus: Bus) -> Endpoint:
    if bus.data_bits != 8:
        raise refuse(
            f"bus {bus.tag} has {bus.data_bits} data bits, Modbus RTU needs 8", "set the devices to 8 data bits", "line"
        )
    timeout_s = THINKING_S + _longest_delay_ms(site, bus) / 1000
    if bus.gateway is None:
        return Endpoint(
            kind="rtu", device=bus.port, adapter_serial=bus.adapter_serial, baud_rate=bus.baud_rate, parity=bus.parity,
            stop_bits=bus.stop_bits, timeout_s=timeout_s, quiet_s=timeout_s,
        )  # fmt: skip
    if bus.gateway.tls or bus.gateway.port == TLS_PORT:
        raise refuse(
            f"the gateway of bus {bus.tag} asks for Modbus/TCP Security (TLS), which is not offered",
            "end it in a tunnel on this computer (stunnel, VPN) and give the address of the tunnel as `gateway`",
            "line",
        )
    return Endpoint(
        kind="tcp", host=bus.gateway.host, port=bus.gateway.port, framing=bus.gateway.framing,
        retries=bus.gateway.retries, baud_rate=bus.baud_rate, parity=bus.parity, stop_bits=bus.stop_bits,
        timeout_s=timeout_s, quiet_s=timeout_s,
    )  # fmt: skip


def _longest_delay_ms(site: Site, bus: Bus) -> Number:
    """Return the longest time a device on a bus is known to take before it answers: measured, or stated by its type."""
    measured = [device.bus.reply_delay_ms or 0 for device in site.on_bus(bus) if device.bus]
    stated = [device.type.modbus.response_delay_ms or 0 for device in site.on_bus(bus) if device.type.modbus]
    return max([0, *measured, *stated])
