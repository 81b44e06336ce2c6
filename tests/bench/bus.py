"""Serves buses on pseudo-terminals at the pace of a serial line, and measures the master that reads them.

    python -m tests.bench.bus BAUD_RATE BUSES

Prints the ports, serves until its input ends, then prints what it saw of each bus as JSON. Device and clock are one: a
request is reckoned to be on the line from its first byte on, the answer comes a character at a time after TURNAROUND_S,
and the time a master takes is that between its first request and the end of the last answer. Every register holds its
own address. Where the machine is too slow for a character, that is added to what the line needs.
"""

import json
import os
import select
import sys
import time
import tty
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from tests.bench.masters import checksum

TURNAROUND_S = 0.005
BITS = 11
REQUEST_BYTES = 8


@dataclass(slots=True)
class Bus:
    """One bus: when it was asked, and the time that each exchange, silence included, takes at the least."""

    baud_rate: int
    master: int
    slave: int
    received: bytes = b""
    begun: float = 0.0
    ended: float = 0.0
    needed_s: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    due: deque[tuple[float, bytes]] = field(default_factory=deque)

    def serve(self) -> None:
        """Send what is due, take what has come."""
        if self.due:
            now = time.monotonic()
            if now >= self.due[0][0]:
                self.ended = now
                os.write(self.master, self.due.popleft()[1])
                if not self.due:
                    self.needed_s.append(now - self.asked[-1] + self._silence_s())
            return
        try:
            some = os.read(self.master, 4096)
        except BlockingIOError:
            return
        self._receive(some, time.monotonic())

    def pause_s(self, now: float) -> float:
        """Return how long nothing is to be done but to wait for a request.

        Never waited awake: the kernel brings bytes from one end of a pseudo-terminal to the other only when it may run.
        """
        return self.due[0][0] - now if self.due else 0.05

    def seen(self) -> dict[str, float]:
        """Return exchanges, times, the silences shorter than t3.5, and the exchange in the middle.

        That one is told by the time until the next request against the least; a machine that is busy hardly moves it.
        """
        silence_s = self._silence_s()
        each = [(after - before) for before, after in pairwise(self.asked)]
        return {
            "exchanges": len(self.gaps) + 1,
            "taken_s": self.ended - self.begun,
            "needed_s": sum(self.needed_s) - silence_s,
            "middle": median(taken / needed for taken, needed in zip(each, self.needed_s, strict=False)),
            "shortest_gap_s": min(self.gaps, default=0.0),
            "violations": sum(gap < silence_s for gap in self.gaps),
        }

    def _receive(self, some: bytes, now: float) -> None:
        if not self.received:
            self.asked.append(now)
            if self.begun:
                self.gaps.append(now - self.ended)
            self.begun = self.begun or now
        self.received += some
        if len(self.received) >= REQUEST_BYTES:
            self._answer()
            self.received = b""

    def _answer(self) -> None:
        unit, function = self.received[:2]
        first, count = (int.from_bytes(self.received[at : at + 2], "big") for at in (2, 4))
        body = bytes([unit, function, 2 * count]) + b"".join(
            register.to_bytes(2, "big") for register in range(first, first + count)
        )
        answer = body + checksum(body)
        character_s = BITS / self.baud_rate
        start = self.asked[-1] + REQUEST_BYTES * character_s + TURNAROUND_S
        self.due.extend((start + (at + 1) * character_s, answer[at : at + 1]) for at in range(len(answer)))

    def _silence_s(self) -> float:
        return 3.5 * 11 / self.baud_rate if self.baud_rate <= 19200 else 0.00175


def main(arguments: Sequence[str]) -> int:
    """Serve until the input ends, at most ten minutes."""
    baud_rate, count = map(int, arguments)
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # apart from the master, which keeps off it
    buses = [_open(baud_rate) for _ in range(count)]
    print(*(os.ttyname(bus.slave) for bus in buses), flush=True)
    os.set_blocking(sys.stdin.fileno(), False)
    look_again = time.monotonic()
    ends = look_again + 600
    while (now := time.monotonic()) < ends:
        for bus in buses:
            bus.serve()
        pause_s = min(bus.pause_s(now) for bus in buses)
        if pause_s > 0:
            select.select([bus.master for bus in buses], [], [], pause_s)
        if now > look_again:
            look_again = now + 0.1
            if _ended():
                break
    print(json.dumps([bus.seen() for bus in buses]))
    return 0


def _open(baud_rate: int) -> Bus:
    master, slave = os.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    return Bus(baud_rate, master, slave)


def _ended() -> bool:
    try:
        return os.read(sys.stdin.fileno(), 1) == b""
    except BlockingIOError:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
