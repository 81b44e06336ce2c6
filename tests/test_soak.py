"""A lossy link for a long time: no wrong value is taken for a right one, and memory does not grow.

`make soak` reads 10,000 times; a run of all tests reads less.
"""

import gc
import os
import random
import tracemalloc
from pathlib import Path

import pytest
from tests.rehearsal import bench

from plantwright.modbus.answers import LineError
from plantwright.modbus.endpoint import Endpoint
from plantwright.modbus.line import open_reader
from plantwright.modbus.simulator.faults import Fault, Faults, Kind
from plantwright.site.model import Site

READS = int(os.environ.get("SOAK", "800"))
SOON_S = 0.03
COUNTER = 0x1011
"""A setting that holds the number of the read, so that a value of any other read shows."""
LOSSY = (
    Kind.DROP_REQUEST, Kind.DROP_REPLY, Kind.LATE_REPLY, Kind.DUPLICATE_REPLY, Kind.CUT_REPLY, Kind.NOISE_BEFORE,
    Kind.NOISE_AFTER, Kind.CLOSE, Kind.WRONG_UNIT, Kind.WRONG_FUNCTION, Kind.WRONG_COUNT, Kind.LONG_REPLY,
    Kind.ODD_COUNT, Kind.WRONG_TRANSACTION, Kind.ZERO_TRANSACTION, Kind.ECHO,
)  # fmt: skip
EVERY = 25
"""One request in so many goes wrong, in a way drawn anew."""


@pytest.mark.fault("D2", "D4", "D6", "D13", "D15", "P4")
def test_a_lossy_link_for_a_long_time(site: Site, tmp_path: Path) -> None:
    drawn = random.Random(20261121)
    refused = 0
    with bench(site, tmp_path, for_s=60 + READS / 50) as here:
        bus, device = here.plant.buses["RS2"], here.plant.device("SS301")
        state = here.plant.state["RS2"]
        where = Endpoint(
            kind="tcp", host="127.0.0.1", port=int(str(state["port"])), timeout_s=SOON_S, quiet_s=2 * SOON_S
        )
        tracemalloc.start()
        try:
            with open_reader(where) as reader:
                for number in range(READS):
                    if number % EVERY == 0:
                        bus.faults = Faults(lossy(drawn))
                        here.plant.log.frames.clear()
                    if number == READS // 4:
                        early = memory()
                    device.registers[COUNTER] = number % 0x10000
                    first = drawn.randint(COUNTER - 4, COUNTER)
                    try:
                        found = reader.read(device.unit, first, drawn.randint(COUNTER - first + 1, 5))
                    except LineError:
                        refused += 1
                        continue
                    assert found[COUNTER - first] == number % 0x10000
                here.plant.log.frames.clear()
                grown = memory() - early
        finally:
            tracemalloc.stop()
    assert refused < READS / EVERY
    assert grown < 256 * 1024, f"{grown} bytes more after {READS} reads"


def lossy(drawn: random.Random) -> list[Fault]:
    """Return the faults of the next reads: one or two, sometimes so many in a row that a read is given up."""
    return [
        Fault(kind=drawn.choice(LOSSY), at=drawn.randint(1, EVERY), times=drawn.choice((1, 1, 1, 1, 4)),
              delay_s=drawn.uniform(0.5, 2) * SOON_S)
        for _ in range(drawn.randint(1, 2))
    ]  # fmt: skip


def memory() -> int:
    """Return the bytes in use that Python knows of."""
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
