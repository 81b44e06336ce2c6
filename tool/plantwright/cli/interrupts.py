"""Ctrl-C, SIGTERM and SIGHUP: a run that writes ends softly at the first and breaks off at the second, others end."""

import contextlib
import os
import signal
import threading
from collections.abc import Callable
from types import FrameType


def interrupts() -> Callable[[], bool]:
    """Return whether one of the signals has come; the second raises KeyboardInterrupt, those after it do nothing."""
    seen: list[int] = []

    def handle(number: int, frame: FrameType | None) -> None:
        seen.append(number)
        if len(seen) == 1:
            _tell("stopping after this register; once more stops at once and may leave its outcome unknown")
        if len(seen) == 2:
            raise KeyboardInterrupt

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, handle)
    return lambda: bool(seen)


def stopped_by_signals() -> threading.Event:
    """Return what is set when one of the signals comes, for a command that ends softly whenever it is told to."""
    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        stop.set()

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, handle)
    return stop


def _tell(text: str) -> None:
    """Write to stderr as a signal handler may: past the buffer that the program may be writing to."""
    with contextlib.suppress(OSError):
        os.write(2, f"{text}\n".encode())
