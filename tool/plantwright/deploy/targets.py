"""Where the buses of a site are spoken to: at the addresses in its files, or on a rehearsal plant."""

from collections.abc import Mapping
from pathlib import Path

from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.endpoint import Endpoint
from plantwright.modbus.rehearsal import load_rehearsal
from plantwright.site.model import Bus, Site


def targets(site: Site, rehearsal: Path | None) -> Mapping[str, Endpoint]:
    """Return the endpoint of every bus of a site; raise Stop when a rehearsal file does not fit the site."""
    if rehearsal is None:
        return {bus.tag: _real(bus) for bus in site.buses.values()}
    found = load_rehearsal(rehearsal)
    missing = sorted(set(site.buses) - set(found))
    if missing:
        raise Stop(
            ExitCode.REFUSED,
            f"the rehearsal plant {rehearsal} has no bus {', '.join(missing)}",
            "start it again: `plantwright simulate SITE`",
        )
    return {tag: found[tag] for tag in site.buses}


def _real(bus: Bus) -> Endpoint:
    if bus.gateway:
        return Endpoint(kind="tcp", host=bus.gateway.host, port=bus.gateway.port)
    return Endpoint(kind="rtu", device=bus.port, baud_rate=bus.baud_rate, parity=bus.parity, stop_bits=bus.stop_bits)
