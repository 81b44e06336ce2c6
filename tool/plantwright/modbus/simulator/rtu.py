"""A bus on a serial line, at the other end of a pseudo-terminal; its pace is the baud rate's, or as fast as it can."""

import contextlib
import os
import selectors
import termios
import time
import tty
from dataclasses import replace

from plantwright.modbus.simulator.bus import SimulatedBus
from plantwright.modbus.simulator.emission import Emission, spread
from plantwright.modbus.simulator.frames import Request, SerialStream, rtu_frame
from plantwright.modbus.simulator.server import Server

TURNAROUND_S = 0.005
"""How long a paced device thinks before it answers."""

_SPEEDS = {rate: getattr(termios, f"B{rate}") for rate in (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)}
_INPUT_SPEED, _OUTPUT_SPEED = 4, 5  # of the list that tcgetattr returns


class RtuServer(Server):
    """Serves one pseudo-terminal. `character_s` is the time of one character, None for as fast as possible.

    The rate that a client sets on the pseudo-terminal is the rate of its frames: a device set to another hears nothing.
    """

    def __init__(self, bus: SimulatedBus, for_s: float, baud_rate: int, character_s: float | None) -> None:
        super().__init__(bus, for_s)
        self._baud_rate = baud_rate
        self._character_s = character_s
        self._stream = SerialStream()
        self._plugged = True
        self._master, self._slave = os.openpty()  # the slave stays open: without it the master would see a hang-up
        os.set_blocking(self._master, False)  # who does not read loses bytes, and holds nobody up
        self._device = os.ttyname(self._slave)
        tty.setraw(self._slave)
        _set_speed(self._slave, baud_rate)
        self.selector.register(self._master, selectors.EVENT_READ, self._receive)

    @property
    def state(self) -> dict[str, object]:
        """Return the pseudo-terminal and how to speak on it."""
        return {
            "kind": "rtu",
            "device": self._device,
            "baud_rate": self._baud_rate,
            "paced": self._character_s is not None,
        }

    def release(self) -> None:
        """Close both ends."""
        self._unplug()

    def deadlines(self) -> list[float]:
        """Return when the bytes received so far are given up."""
        return self._stream.deadlines

    def idle(self) -> None:
        """Give up bytes that became no request; another function's end is known only by the silence behind it."""
        raw = self._stream.given_up()
        request = rtu_frame(raw)
        if request is not None:
            self._answer(request, raw)
        elif raw:
            self.bus.log.add(self.bus.tag, "noise", raw)

    def _receive(self) -> None:
        with contextlib.suppress(BlockingIOError):
            for request, raw in self._stream.feed(os.read(self._master, 4096)):
                self._answer(request, raw)

    def _answer(self, request: Request, raw: bytes) -> None:
        if not self._plugged:
            return
        emissions = self.bus.answer(request, raw, self._client_baud_rate())
        if self._character_s is None:
            self.schedule(emissions, self._send, time.monotonic())
            return
        start = self._stream.first + (len(raw) + 3.5) * self._character_s + TURNAROUND_S
        self.schedule([each for each in emissions if each.at_once], self._send, time.monotonic())
        self.schedule(list(_paced(emissions, self._character_s)), self._send, start)

    def _client_baud_rate(self) -> int:
        """Return the rate that the client has set; that of the bus when it is one that a terminal does not know."""
        speed = termios.tcgetattr(self._slave)[_OUTPUT_SPEED] if self._baud_rate in _SPEEDS else None
        return next((rate for rate, known in _SPEEDS.items() if known == speed), self._baud_rate)

    def _send(self, emission: Emission) -> bool:
        if not self._plugged:
            return False
        if emission.logged:
            self.bus.log.add(self.bus.tag, "reply", emission.logged)
        with contextlib.suppress(BlockingIOError):
            os.write(self._master, emission.data)
        if emission.close:
            self.selector.unregister(self._master)
            self._unplug()
        return not emission.close

    def _unplug(self) -> None:
        """Let the line vanish, as when its adapter is pulled out."""
        if self._plugged:
            os.close(self._master)
            os.close(self._slave)
            self._plugged = False


def _set_speed(descriptor: int, baud_rate: int) -> None:
    attributes = termios.tcgetattr(descriptor)
    attributes[_INPUT_SPEED] = attributes[_OUTPUT_SPEED] = _SPEEDS.get(baud_rate, termios.B38400)
    termios.tcsetattr(descriptor, termios.TCSANOW, attributes)


def _paced(emissions: list[Emission], character_s: float) -> list[Emission]:
    """Spread answers over their time on the wire, one character after the other; no two at the same time."""
    characters: list[Emission] = []
    free_s = 0.0
    for emission in sorted((each for each in emissions if not each.at_once), key=lambda each: each.after_s):
        moment = max(emission.after_s, free_s) + character_s
        characters += spread(replace(emission, after_s=moment), character_s)
        free_s = moment + (len(emission.data) - 1) * character_s
    return characters
