"""The clock that goes on while the computer sleeps; time.monotonic() stands still then."""

import time


def since_boot() -> float:
    """Return the seconds since the computer was started, those it slept included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)
