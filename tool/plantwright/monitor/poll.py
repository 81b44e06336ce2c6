"""One round over the devices behind one connection: reads only, and what became of each device."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from plantwright.deploy import lock
from plantwright.deploy.buses import Connection, Stopping
from plantwright.deploy.reading import address_of, connect
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.answers import LineError
from plantwright.modbus.line import OtherFraming, Reader
from plantwright.modbus.registers import Block, read_blocks, unlike
from plantwright.monitor.layout import Layout, polled
from plantwright.monitor.store import Sample
from plantwright.monitor.times import milliseconds, now
from plantwright.physics import rs485_line
from plantwright.rules.bus.poll import character_bits, reply_delay_ms
from plantwright.site.model import Device, Site

Layouts = Mapping[str, Layout]
"""Device -> what is polled of it."""

_NO_LINK = (ExitCode.BUSY, ExitCode.CANNOT_TALK, ExitCode.REFUSED)


@dataclass(frozen=True, slots=True)
class Round:
    """What one round brought. `silent`: the devices that gave no sound answer, and why; `busy`: others had the line."""

    samples: tuple[Sample, ...] = ()
    silent: Mapping[str, str] = field(default_factory=dict)
    busy: bool = False


def poll(connection: Connection, devices: Sequence[Device], known: Layouts, stopping: Stopping) -> Round:
    """Read what is `known` of the devices, one after the other; a silent one does not keep the others from being read.

    The line is held only while the round lasts, so that other commands find it free between two rounds.
    """
    types = {address_of(device): device.type for device in devices}
    try:
        with (
            lock.held(connection.endpoint.name),
            connect(str(connection), connection.endpoint, types, stopping) as reader,
        ):
            return _read(reader, devices, known, stopping)
    except Stop as stop:
        if stop.code not in _NO_LINK:
            raise
        return Round(silent={device.tag: stop.message for device in devices}, busy=stop.code == ExitCode.BUSY)


def shortest_period_s(site: Site, devices: Iterable[Device]) -> float:
    """Return the time of one round over these devices on the wire; at least that where a reply delay is not known."""
    times_ms = (
        rs485_line.cycle_time_ms(
            [rs485_line.read_poll(count, reply_delay_ms(device) or 0) for _, count in _blocks(device)],
            site.buses[device.bus.name].baud_rate,
            character_bits(site.buses[device.bus.name]),
        )
        for device in devices
        if device.bus
    )
    return sum(times_ms) / 1000


def _read(reader: Reader, devices: Sequence[Device], known: Layouts, stopping: Stopping) -> Round:
    samples: list[Sample] = []
    silent: dict[str, str] = {}
    for device in devices:
        if stopping():
            break
        try:
            samples.append(_sample(reader, device, known[device.tag]))
        except OtherFraming as error:
            silent[device.tag] = f"{error}; set `framing: {error.answered}` at the gateway"
        except LineError as error:
            silent[device.tag] = str(error)
    return Round(tuple(samples), silent)


def _sample(reader: Reader, device: Device, layout: Layout) -> Sample:
    unit = address_of(device)
    found: dict[int, int] = {}
    for start, count in unlike(_blocks(device), reader.last_count(unit)):
        found.update(zip(range(start, start + count), reader.read(unit, start, count), strict=True))
    raw = tuple(found[entry.register] for entry in layout.entries if entry.register is not None)
    return Sample(milliseconds(now()), layout, raw)


def _blocks(device: Device) -> list[Block]:
    return read_blocks(device.type, [entry.name for entry in polled(device.type)])
