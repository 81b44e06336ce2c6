"""Buses in parallel: one owner thread for each connection, the devices behind it one after the other."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self, TypeVar

from plantwright.deploy.guards import refuse
from plantwright.modbus.endpoint import Endpoint
from plantwright.site.model import Device, Site

Result = TypeVar("Result")
Stopping = Callable[[], bool]
"""Says whether to end softly: another bus has failed, or the user has interrupted."""
Progress = Callable[[str], None]
"""Called with one line of text for a person."""

LOOK_AGAIN_S = 0.2
"""How often a signal that reached another thread than the first is looked for."""


@dataclass(frozen=True, slots=True)
class Connection:
    """One port or gateway and the buses behind it, by tag: more than one where buses share a gateway."""

    endpoint: Endpoint
    buses: tuple[str, ...]

    def __str__(self) -> str:
        return " and ".join(self.buses)


def connections(site: Site, targets: Mapping[str, Endpoint], buses: Iterable[str] | None = None) -> list[Connection]:
    """Return the connections of the buses that have devices, or of those named, in the order of the site.

    Raises Stop when one connection is wanted in two ways, or reaches two devices by one address.
    """
    wanted = {bus.tag for bus in site.buses.values() if site.on_bus(bus)} if buses is None else set(buses)
    shared: dict[str, list[str]] = {}
    for tag in site.buses:
        if tag in wanted:
            shared.setdefault(targets[tag].name, []).append(tag)
    found = [Connection(_shared([targets[tag] for tag in tags]), tuple(tags)) for tags in shared.values()]
    for connection in found:
        _guard_shared(connection, site, targets)
    return found


def devices_of(site: Site, connection: Connection) -> list[Device]:
    """Return the devices behind a connection, bus after bus in the order of the site."""
    return [device for tag in connection.buses for device in site.on_bus(site.buses[tag])]


def each_bus(connections: Sequence[Connection], work: Callable[[Connection, Stopping], Result]) -> list[Result]:
    """Run `work` once for every connection, all at the same time, and return the results in their order."""
    with Owners(connections) as owners:
        return owners.each(work)


class Owners:
    """A thread for each connection, which lives as long as the `with` block: a line opened in it can be used again.

    Leaving the block tells all work to stop and waits for it, so no thread is left behind.
    """

    def __init__(self, connections: Sequence[Connection]) -> None:
        self._stop = threading.Event()
        self._running: set[threading.Thread] = set()
        self._threads = {each: ThreadPoolExecutor(1, f"bus {each}") for each in connections}

    def each(self, work: Callable[[Connection, Stopping], Result]) -> list[Result]:
        """Run `work` for every connection in its own thread and return the results in the order of the connections.

        When one raises, the others are told to stop, and the first error in that order is raised when all have ended.
        Ctrl-C reaches the caller at once; the threads end with the block.
        """
        running = [thread.submit(self._run, work, each) for each, thread in self._threads.items()]
        while wait(running, LOOK_AGAIN_S).not_done:
            continue
        return [each.result() for each in running]

    def stopping(self) -> bool:
        """Return whether work is to end softly."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Tell all work to end softly."""
        self._stop.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop()
        for thread in self._threads.values():
            thread.shutdown(wait=True, cancel_futures=True)
        for running in self._running:  # one that Ctrl-C met while it was started is not known to its pool
            running.join()

    def _run(self, work: Callable[[Connection, Stopping], Result], connection: Connection) -> Result:
        self._running.add(threading.current_thread())
        done = False
        try:
            result = work(connection, self.stopping)
            done = True
            return result
        finally:
            if not done:
                self.stop()


def one_at_a_time(progress: Progress) -> Progress:
    """Return the same progress for several threads: a line is whole before the next begins."""
    lock = threading.Lock()

    def say(text: str) -> None:
        with lock:
            progress(text)

    return say


def _guard_shared(connection: Connection, site: Site, targets: Mapping[str, Endpoint]) -> None:
    first, *others = connection.buses
    for tag in others:
        if _format(targets[tag]) != _format(connection.endpoint):
            raise refuse(f"buses {first} and {tag} share {connection.endpoint.name} with different settings",
                          "give both the same settings, or name the right port", "connection")  # fmt: skip
    taken: dict[int, str] = {}
    for device in devices_of(site, connection):
        address = device.bus.address if device.bus else 0
        if taken.setdefault(address, device.tag) != device.tag:
            raise refuse(f"{taken[address]} and {device.tag} have address {address} behind {connection.endpoint.name}",
                         "give one of them another address, on the unit too", "connection")  # fmt: skip


def _shared(endpoints: Sequence[Endpoint]) -> Endpoint:
    """Return the endpoint that serves several buses: as patient as the slowest needs, as careful as any asks."""
    first = endpoints[0]
    return replace(
        first,
        timeout_s=max(each.timeout_s for each in endpoints),
        quiet_s=max(each.quiet_s for each in endpoints),
        retries=first.retries if all(each.retries == first.retries for each in endpoints) else None,
    )


def _format(endpoint: Endpoint) -> tuple[object, ...]:
    """Return what buses on one connection must have in common; a Modbus TCP gateway hides what its lines are like."""
    if endpoint.kind == "tcp" and endpoint.framing == "modbus-tcp":
        return (endpoint.framing,)
    return endpoint.framing, endpoint.baud_rate, endpoint.parity, endpoint.stop_bits, endpoint.adapter_serial
