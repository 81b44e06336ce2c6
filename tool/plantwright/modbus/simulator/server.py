"""A thread that serves one bus until its time is up or it is told to stop."""

import heapq
import itertools
import os
import selectors
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace

from plantwright.modbus.simulator.bus import SimulatedBus
from plantwright.modbus.simulator.emission import Emission

Send = Callable[[Emission], bool]
"""Sends bytes back to whoever asked; returns whether anybody is there to get more."""


class Server(ABC, threading.Thread):
    """Serves one bus: what comes in is given to `_receive`, answers leave when they are due.

    Subclasses register their descriptors with `selector`, each with a function to call when it can be read.
    """

    def __init__(self, bus: SimulatedBus, for_s: float) -> None:
        super().__init__(name=f"rehearsal bus {bus.tag}", daemon=True)
        self.bus = bus
        self.selector = (
            selectors.SelectSelector()
        )  # its waits are exact to microseconds: those of epoll end on whole ms
        self._ends = time.monotonic() + for_s
        self._due: list[tuple[float, int, Emission, Send]] = []
        self._order = itertools.count()
        self._wakes, self._wake = os.pipe()
        self.selector.register(self._wakes, selectors.EVENT_READ, self._end)

    @property
    @abstractmethod
    def state(self) -> dict[str, object]:
        """Return where the bus is found, for the state file."""

    @abstractmethod
    def release(self) -> None:
        """Close the descriptors of this bus."""

    def run(self) -> None:
        """Serve until the time is up or `stop` is called."""
        while (now := time.monotonic()) < self._ends:
            self._send_due(now)
            wait = min([self._ends, *(due for due, *_ in self._due[:1]), *self.deadlines()]) - time.monotonic()
            events = self.selector.select(max(0.0, wait))
            for key, _ in events:
                key.data()
            self.idle()

    def stop(self) -> None:
        """End the thread, wait for it, and close everything; harmless when it has ended."""
        if self._wake >= 0:
            os.write(self._wake, b"!")
            self.join()
            self.release()
            self.selector.close()
            os.close(self._wakes)
            os.close(self._wake)
            self._wake = -1

    def deadlines(self) -> list[float]:
        """Return the monotonic times at which `idle` wants to be called."""
        return []

    def idle(self) -> None:
        """Do what is due without new bytes."""

    def schedule(self, emissions: list[Emission], send: Send, start: float) -> None:
        """Send answers at their times after `start`."""
        for emission in emissions:
            heapq.heappush(self._due, (start + emission.after_s, next(self._order), emission, send))
        self._send_due(time.monotonic())

    def _send_due(self, now: float) -> None:
        while self._due and self._due[0][0] <= now:
            due, _, emission, send = heapq.heappop(self._due)
            if send(emission) and emission.every_s and emission.for_s > 0:
                again = replace(emission, for_s=emission.for_s - emission.every_s, whole=b"")
                heapq.heappush(self._due, (due + emission.every_s, next(self._order), again, send))

    def _end(self) -> None:
        self._ends = 0.0
