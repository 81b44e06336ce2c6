"""Reading the devices of a site; nothing here can write."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

from plantwright.deploy import lock
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.answers import LineError
from plantwright.modbus.line import Endpoint, LineBusy, Reader, open_reader
from plantwright.modbus.registers import Unstable, read_map_twice
from plantwright.site.model import Device, Site

Progress = Callable[[str], None]


def read_site(
    site: Site, targets: Mapping[str, Endpoint], progress: Progress
) -> Iterator[tuple[Device, Mapping[int, int]]]:
    """Yield every addressed device with its whole register map, bus after bus; raise Stop when one is silent."""
    for bus in site.buses.values():
        devices = site.on_bus(bus)
        if not devices:
            continue
        endpoint = targets[bus.tag]
        with ExitStack() as stack:
            stack.enter_context(lock.held(endpoint.name))
            reader = stack.enter_context(connect(bus.tag, endpoint))
            for device in devices:
                progress(f"reading {device.tag} on {bus.tag}, address {address_of(device)}")
                yield device, read_device(reader, device)


def connect(bus: str, endpoint: Endpoint) -> Reader:
    """Open a bus for reading; raise Stop when there is nobody."""
    try:
        return open_reader(endpoint)
    except LineError as error:
        raise cannot_talk(bus, endpoint, error) from error


def read_device(reader: Reader, device: Device) -> Mapping[int, int]:
    """Return the register map of a device, read twice in different shapes; raise Stop when silent or unstable."""
    try:
        return read_map_twice(reader, address_of(device), device.type)
    except Unstable as error:
        raise Stop(
            ExitCode.REFUSED,
            f"refused: {device.tag} gave two different answers: {error}; nothing was written",
            "leave the keypad alone and look for a second master on the bus",
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
