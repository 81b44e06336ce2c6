"""Rounds again and again: every bus at its own pace, a silent device asked less and less often, all of it kept."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from plantwright.deploy.buses import Connection, Owners, Stopping, connections, devices_of
from plantwright.deploy.journal import CLOCK_TOLERANCE
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.words import counted
from plantwright.modbus.endpoint import Endpoint
from plantwright.monitor.layout import layout_of, polled
from plantwright.monitor.poll import Layouts, Round, poll, shortest_period_s
from plantwright.monitor.store import Event, Sample, Store
from plantwright.monitor.times import milliseconds, now
from plantwright.site.model import Device, Site

LONGEST_BACK_OFF_S = 300.0
"""A silent device is asked at least this often, or once a period when that is longer; our own choice."""
_LOOK_S = 0.05
_CLOCK_MS = CLOCK_TOLERANCE.total_seconds() * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """How often to poll and when to end: after `count` rounds of each bus, after `duration_s`, or when told to."""

    period_s: float
    count: int | None = None
    duration_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How things stand after a round: the newest sample of each device, and why others are silent.

    `late`: the rounds that were left out because the one before took longer than the period.
    """

    latest: Mapping[str, Sample]
    silent: Mapping[str, str]
    rounds: int
    samples: int
    late: int


class Patience:
    """Who does not answer, and when to ask again: after 1, 2, 4 ... periods, up to the longest back-off."""

    def __init__(self, period_s: float) -> None:
        self._period_s = period_s
        self._tries: dict[str, int] = {}
        self._again: dict[str, float] = {}

    def due(self, device: str, at_s: float) -> bool:
        """Return whether to ask a device; half a period early counts, as rounds are never quite on time."""
        return self._again.get(device, at_s) <= at_s + self._period_s / 2

    def failed(self, device: str, at_s: float, busy: bool = False) -> bool:
        """Note that a device was silent, or its line busy, which costs no time; return whether it answered before."""
        tries = self._tries.get(device, 0)
        self._tries[device] = tries + 1
        longest = max(LONGEST_BACK_OFF_S, self._period_s)
        if not busy:
            self._again[device] = at_s + min(self._period_s * 2 ** min(tries, 20), longest)
        return tries == 0

    def answered(self, device: str) -> int:
        """Note that a device answers; return how many tries it was silent for."""
        self._again.pop(device, None)
        return self._tries.pop(device, 0)


class Keeper:
    """Puts rounds into the database and tells how things stand; the threads of the buses share it."""

    def __init__(self, store: Store, told: Callable[[State], None]) -> None:
        self._store, self._told = store, told
        self._lock = threading.Lock()
        self._latest: dict[str, Sample] = {}
        self._silent: dict[str, str] = {}
        self._rounds = self._samples = self._late = 0

    def keep(self, found: Round, events: Sequence[Event], late: int = 0) -> None:
        """Keep a round; what is told of has been committed."""
        with self._lock:
            self._store.add(found.samples, (*events, *self._clock(found)))
            self._rounds += 1
            self._late += late
            self._samples += len(found.samples)
            self._latest.update({each.layout.device: each for each in found.samples})
            silent = {**self._silent, **found.silent}
            self._silent = {tag: why for tag, why in silent.items() if not _in(tag, found)}
            self._told(self.state)

    def _clock(self, found: Round) -> Iterator[Event]:
        """Yield an event when the clock of the computer was set back, as the times then overlap."""
        last = max((each.at for each in self._latest.values()), default=0)
        if found.samples and found.samples[-1].at + _CLOCK_MS < last:
            yield _event("clock", "", f"set back by {(last - found.samples[-1].at) / 1000:.0f} s or more")

    @property
    def state(self) -> State:
        """Return how things stand now."""
        return State(
            latest=dict(self._latest), silent=dict(self._silent), rounds=self._rounds, samples=self._samples,
            late=self._late,
        )  # fmt: skip


def watch(
    site: Site, targets: Mapping[str, Endpoint], store: Store, orders: Orders, devices: Sequence[Device],
    stop: Stopping, told: Callable[[State], None],
) -> State:  # fmt: skip
    """Poll devices until the orders are carried out or `stop` says so, and return how things stand at the end.

    Raises Stop when the period is shorter than a round on the wire, or storage does not hold.
    """
    tags = {device.tag for device in devices}
    every = connections(site, targets, {device.bus.name for device in devices if device.bus})
    own = {each: [device for device in devices_of(site, each) if device.tag in tags] for each in every}
    if orders.count != 1:
        _guard_period(site, orders.period_s, own)
    known = {device.tag: layout_of(site, device) for device in devices}
    keeper = Keeper(store, told)
    store.add((), [_event("began", "", f"every {orders.period_s:g} s: {', '.join(sorted(tags))}")])
    try:
        with Owners(every) as owners:
            owners.each(
                lambda each, ending: _follow(each, own[each], known, orders, keeper, lambda: ending() or stop())
            )
    finally:
        ended = f"{counted(keeper.state.rounds, 'round')}, {counted(keeper.state.samples, 'sample')}"
        store.add((), [_event("ended", "", ended)])
    return keeper.state


def pollable(site: Site, tags: Sequence[str] = ()) -> list[Device]:
    """Return the devices with a bus address and something to poll, all or those named, in the order of the site."""
    return [
        device for device in site.devices() if device.bus and polled(device.type) and (not tags or device.tag in tags)
    ]


def _follow(
    connection: Connection, devices: Sequence[Device], known: Layouts, orders: Orders, keeper: Keeper, ending: Stopping
) -> None:
    patience = Patience(orders.period_s)
    for late in _turns(orders, ending):
        begun = time.monotonic()
        asked = [device for device in devices if patience.due(device.tag, begun)]
        found = poll(connection, asked, known, ending) if asked else Round()
        events = list(_events(found, patience, begun))
        if late:
            events.append(
                _event("late", str(connection), f"{counted(late, 'round')} left out: the one before took longer")
            )
        keeper.keep(found, events, late)


def _turns(orders: Orders, ending: Stopping) -> Iterator[int]:
    """Yield at every period how many were missed before it, until the orders are carried out."""
    begun = time.monotonic()
    ends = begun + orders.duration_s if orders.duration_s is not None else float("inf")
    place = turns = 0
    while orders.count is None or turns < orders.count:
        if not _wait(begun + place * orders.period_s, ends, ending):
            return
        reached = int((time.monotonic() - begun) / orders.period_s)
        yield max(0, reached - place)
        place = max(place, reached) + 1
        turns += 1


def _wait(due: float, ends: float, ending: Stopping) -> bool:
    """Wait for a time; return False when the end comes before it."""
    while not ending() and time.monotonic() < min(due, ends):
        time.sleep(min(_LOOK_S, max(0.0, min(due, ends) - time.monotonic())))
    return not ending() and due <= ends


def _events(found: Round, patience: Patience, at_s: float) -> Iterator[Event]:
    for device, why in found.silent.items():
        if patience.failed(device, at_s, found.busy):
            yield _event("lost", device, why)
    for sample in found.samples:
        tries = patience.answered(sample.layout.device)
        if tries:
            yield _event("back", sample.layout.device, f"answers again after {counted(tries, 'silent poll')}")


def _event(kind: str, subject: str, text: str) -> Event:
    return Event(milliseconds(now()), kind, subject, text)


def _in(device: str, found: Round) -> bool:
    return any(sample.layout.device == device for sample in found.samples)


def _guard_period(site: Site, period_s: float, own: Mapping[Connection, Sequence[Device]]) -> None:
    for connection, devices in own.items():
        needed = shortest_period_s(site, devices)
        if needed > period_s:
            raise Stop(
                ExitCode.USAGE,
                f"one round over bus {connection} takes at least {needed:.2f} s on the wire, longer than the period "
                f"of {period_s:g} s",
                f"give --period {int(needed) + 1}s or more, or name fewer devices: --device TAG",
            )
