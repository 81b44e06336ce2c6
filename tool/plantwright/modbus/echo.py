"""The echo of an adapter that gives back what is sent, told from the answer behind it. Pure."""

from collections.abc import Callable
from typing import NamedTuple

from plantwright.modbus.answers import LONGEST_FRAME, BadAnswer, OnlyEcho

LengthOf = Callable[[bytes], int | None]
"""The length that the first bytes of an answer announce, None while they announce nothing."""


class Echo(NamedTuple):
    """The frame that was sent, and whether the adapter gives back what is sent: None while no read has shown it.

    A read shows it, as no answer can equal it; the answer to a write of one register does.
    """

    frame: bytes
    known: bool | None

    def length(self, raw: bytes) -> int:
        """Return how many of the bytes received are the echo."""
        return len(self.frame) if self.known is not False and raw.startswith(self.frame) else 0

    def complete(self, raw: bytes, length_of: LengthOf) -> bool:
        """Return whether the bytes received hold the echo, where there is one, and a whole answer behind it."""
        if self.known is not False and self.frame.startswith(raw):
            return False
        answer = raw[self.length(raw) :]
        return len(answer) >= (length_of(answer) or LONGEST_FRAME)

    def answer_in(self, raw: bytes, unit: int) -> bytes:
        """Return the bytes behind the echo; raise OnlyEcho when there are none, BadAnswer when the echo is missing."""
        echoed = self.length(raw)
        if echoed == len(raw):
            raise OnlyEcho(f"only the echo of the adapter came back, nothing from unit {unit}", raw)
        if self.known and not echoed:
            raise BadAnswer("the adapter gave back what was sent before, and does not now", raw)
        return raw[echoed:]
