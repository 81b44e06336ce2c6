"""The rehearsal plant: every bus of a site, running."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from plantwright.modbus.simulator.bus import SimulatedBus
from plantwright.modbus.simulator.device import SimulatedDevice, simulated
from plantwright.modbus.simulator.faults import Fault, Faults
from plantwright.modbus.simulator.framelog import FrameLog
from plantwright.modbus.simulator.rtu import RtuServer
from plantwright.modbus.simulator.server import Server
from plantwright.modbus.simulator.tcp import TcpServer
from plantwright.site.model import Bus, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """The buses of a site by tag, the log of their frames, and where each is found (as in the state file)."""

    buses: Mapping[str, SimulatedBus]
    log: FrameLog
    state: Mapping[str, Mapping[str, object]]

    def device(self, tag: str) -> SimulatedDevice:
        """Return a device by its tag; raise KeyError when no bus has it."""
        found = {device.tag: device for bus in self.buses.values() for device in bus.devices.values()}
        return found[tag]


@contextlib.contextmanager
def running(
    site: Site, log: FrameLog, for_s: float, paced: bool = False, tcp_port: int = 0,
    faults: Mapping[str, Iterable[Fault]] | None = None,
) -> Iterator[Plant]:  # fmt: skip
    """Run every bus of a site, each in a thread of its own, for at most `for_s` seconds; join the threads on leaving.

    The first bus behind a gateway listens on `tcp_port`, the next on the one after it; 0 takes any free ports.
    """
    buses = {bus.tag: _bus(site, bus, log, (faults or {}).get(bus.tag, ())) for bus in site.buses.values()}
    with contextlib.ExitStack() as stack:
        servers = {}
        for tag, bus in buses.items():
            servers[tag] = _server(site.buses[tag], bus, for_s, paced, tcp_port)
            servers[tag].start()
            stack.callback(servers[tag].stop)
            tcp_port += bool(tcp_port) and site.buses[tag].gateway is not None
        yield Plant(buses=buses, log=log, state={tag: server.state for tag, server in servers.items()})


def _bus(site: Site, bus: Bus, log: FrameLog, faults: Iterable[Fault]) -> SimulatedBus:
    found = [made for device in site.on_bus(bus) if (made := simulated(device, bus))]
    return SimulatedBus(tag=bus.tag, devices={made.unit: made for made in found}, log=log, faults=Faults(faults))


def _server(bus: Bus, made: SimulatedBus, for_s: float, paced: bool, tcp_port: int) -> Server:
    if bus.gateway is not None:
        return TcpServer(made, for_s, bus.baud_rate, bus.gateway.framing, tcp_port)
    bits = 1 + bus.data_bits + (bus.parity != "none") + bus.stop_bits
    return RtuServer(made, for_s, bus.baud_rate, bits / bus.baud_rate if paced else None)
