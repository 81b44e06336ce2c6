"""A bus on a serial line, at the other end of a pseudo-terminal; its pace is the baud rate's, or as fast as it can."""

import os
import selectors
import time
import tty

from plantwright.modbus.simulator.bus import Emission, SimulatedBus
from plantwright.modbus.simulator.frames import Request, rtu_frame, rtu_request
from plantwright.modbus.simulator.server import Server

TURNAROUND_S = 0.005
"""How long a paced device thinks before it answers."""
END_OF_FRAME_S = 0.05
"""Silence after which bytes that are no whole request are given up; long, as a writer may be slow to be scheduled."""


class RtuServer(Server):
    """Serves one pseudo-terminal. `character_s` is the time of one character, None for as fast as possible."""

    def __init__(self, bus: SimulatedBus, for_s: float, baud_rate: int, character_s: float | None) -> None:
        super().__init__(bus, for_s)
        self._baud_rate = baud_rate
        self._character_s = character_s
        self._buffer = b""
        self._first = self._last = 0.0
        self._master, self._slave = os.openpty()  # the slave stays open: without it the master would see a hang-up
        tty.setraw(self._slave)
        self.selector.register(self._master, selectors.EVENT_READ, self._receive)

    @property
    def state(self) -> dict[str, object]:
        """Return the pseudo-terminal and how to speak on it."""
        return {
            "kind": "rtu",
            "device": os.ttyname(self._slave),
            "baud_rate": self._baud_rate,
            "paced": self._character_s is not None,
        }

    def release(self) -> None:
        """Close both ends."""
        os.close(self._master)
        os.close(self._slave)

    def deadlines(self) -> list[float]:
        """Return when the bytes received so far are given up."""
        return [self._last + END_OF_FRAME_S] if self._buffer else []

    def idle(self) -> None:
        """Give up bytes that became no request; another function's end is known only by the silence behind it."""
        if self._buffer and time.monotonic() >= self._last + END_OF_FRAME_S:
            raw, self._buffer = self._buffer, b""
            request = rtu_frame(raw)
            if request is None:
                self.bus.log.add(self.bus.tag, "noise", raw)
            else:
                self._answer(request, raw)

    def _receive(self) -> None:
        some = os.read(self._master, 4096)
        self._last = time.monotonic()
        if not self._buffer:
            self._first = self._last
        self._buffer += some
        while (found := rtu_request(self._buffer))[0] is not None:
            request, length = found
            raw, self._buffer = self._buffer[:length], self._buffer[length:]
            if request is not None:
                self._answer(request, raw)

    def _answer(self, request: Request, raw: bytes) -> None:
        emissions = self.bus.answer(request, raw)
        if self._character_s is None:
            self.schedule(emissions, self._send, time.monotonic())
            return
        start = self._first + (len(raw) + 3.5) * self._character_s + TURNAROUND_S
        self.schedule(list(_paced(emissions, self._character_s)), self._send, start)

    def _send(self, data: bytes, _: bool) -> None:
        self.bus.log.add(self.bus.tag, "reply", data)
        os.write(self._master, data)


def _paced(emissions: list[Emission], character_s: float) -> list[Emission]:
    """Spread answers over their time on the wire, one character after the other."""
    return [
        Emission(data=emission.data[i : i + 1], after_s=emission.after_s + (i + 1) * character_s)
        for emission in emissions
        for i in range(len(emission.data))
    ]
