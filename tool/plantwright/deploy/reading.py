"""Reading the devices of a site; nothing here can write."""

from collections.abc import Mapping
from contextlib import ExitStack

from plantwright.deploy import lock
from plantwright.deploy.buses import Connection, Progress, Stopping, connections, devices_of, each_bus, one_at_a_time
from plantwright.deploy.targets import notes
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.answers import LineError
from plantwright.modbus.line import Endpoint, LineBusy, OtherFraming, Reader, WrongAdapter, open_reader
from plantwright.modbus.registers import Unstable, read_map_twice
from plantwright.site.catalog import DeviceType
from plantwright.site.model import Device, Site

__all__ = ["Progress", "address_of", "cannot_talk", "connect", "read_device", "read_one", "read_site"]


def read_site(
    site: Site, targets: Mapping[str, Endpoint], progress: Progress
) -> list[tuple[Device, Mapping[int, int]]]:
    """Return every addressed device with its whole register map, in site order; raise Stop when one is silent.

    The buses are read at the same time, the devices on one bus one after the other.
    """
    say = one_at_a_time(progress)

    def read(connection: Connection, stopping: Stopping) -> list[tuple[Device, Mapping[int, int]]]:
        return _read_bus(site, connection, say, stopping)

    found = [pair for pairs in each_bus(connections(site, targets), read) for pair in pairs]
    order = {tag: place for place, tag in enumerate(site.buses)}
    return sorted(found, key=lambda pair: order[pair[0].bus.name] if pair[0].bus else 0)


def _read_bus(
    site: Site, connection: Connection, progress: Progress, stopping: Stopping
) -> list[tuple[Device, Mapping[int, int]]]:
    """Read the devices behind one connection; what has been read when another bus fails is of no use to anybody."""
    devices = devices_of(site, connection)
    types = {address_of(device): device.type for device in devices}
    found = []
    with ExitStack() as stack:
        stack.enter_context(lock.held(connection.endpoint.name))
        for note in notes(str(connection), connection.endpoint):
            progress(note)
        reader = stack.enter_context(connect(str(connection), connection.endpoint, types, stopping))
        for device in devices:
            if stopping():
                break
            progress(f"reading {device.tag} on {device.bus.name if device.bus else ''}, address {address_of(device)}")
            found.append((device, read_device(reader, device)))
    return found


def read_one(bus: str, endpoint: Endpoint, device: Device, progress: Progress) -> Mapping[int, int]:
    """Return the register map of one device, found or declared; raise as `read_site`."""
    with lock.held(endpoint.name):
        for note in notes(bus, endpoint):
            progress(note)
        with connect(bus, endpoint, {address_of(device): device.type}) as reader:
            progress(f"reading {device.tag} on {bus}, address {address_of(device)}")
            return read_device(reader, device)


def connect(
    bus: str,
    endpoint: Endpoint,
    types_by_unit: Mapping[int, DeviceType] | None = None,
    stopping: Stopping | None = None,
) -> Reader:
    """Open a bus for reading, as `open_reader`; raise Stop when there is nobody."""
    try:
        return open_reader(endpoint, types_by_unit=types_by_unit, stopping=stopping)
    except LineError as error:
        raise cannot_talk(bus, endpoint, error) from error


def read_device(reader: Reader, device: Device) -> Mapping[int, int]:
    """Return the register map of a device, read twice in different shapes; raise Stop when silent or unstable."""
    try:
        return read_map_twice(reader, address_of(device), device.type)
    except Unstable as error:
        raise Stop(
            ExitCode.REFUSED,
            f"refused by the guard `unstable`: {device.tag} gave two different answers: {error}; nothing was written",
            "leave the keypad alone and look for a second master on the bus",
        ) from error
    except OtherFraming as error:
        raise Stop(
            ExitCode.REFUSED,
            f"refused by the guard `framing`: {error}; nothing was written",
            f"set `framing: {error.answered}` at the gateway of bus {device.bus.name if device.bus else ''}",
        ) from error
    except LineError as error:
        raise Stop(
            ExitCode.CANNOT_TALK,
            f"{device.tag} does not answer rightly: {error}; nothing was written",
            f"check address {address_of(device)}, baud rate and parity at the device",
        ) from error


def cannot_talk(bus: str, endpoint: Endpoint, error: Exception) -> Stop:
    """Return the stop for a bus that cannot be opened."""
    if isinstance(error, LineBusy):
        return Stop(
            ExitCode.BUSY, f"bus {bus} is busy: {error}; nothing was written", "end the program that holds the port"
        )
    if isinstance(error, WrongAdapter):
        return Stop(
            ExitCode.REFUSED,
            f"refused by the guard `adapter`: bus {bus}: {error}; nothing was written",
            "name the port of the right adapter, best under /dev/serial/by-id, or correct `adapter_serial`",
        )
    return Stop(
        ExitCode.CANNOT_TALK,
        f"cannot open bus {bus} at {endpoint.name}: {error}; nothing was written",
        "check the port or gateway; without hardware use `plantwright simulate`",
    )


def address_of(device: Device) -> int:
    """Return the unit address of a device that has one."""
    if device.bus is None:
        raise ValueError(f"{device.tag} has no bus address")
    return device.bus.address
