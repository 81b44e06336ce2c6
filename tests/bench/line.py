"""How near a read of a whole bus comes to what the line allows, beside other masters: `make bench-line`.

All read the same registers in the same frames from pseudo-terminals at the pace of a line (`tests/bench/bus.py`).
Only ratios count. ROUNDS=3 takes three times as long and tells more of the spread.
"""

import ctypes.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.bench.process import Ratio, ratio

from plantwright.modbus.registers import read_blocks
from plantwright.site.device_types import shipped_type

HERE = Path(__file__).parent
OTHERS = HERE.parents[1] / "out" / "bench-line" / "bin" / "python"  # made by `make bench-line`
RATES = {9600: "<= 1.03", 19200: "<= 1.03", 57600: "<= 1.06"}
MANY = 8
STARTERS, MONITOR = (3, 4, 5), 10

Read = tuple[int, int, int]


class Seen(NamedTuple):
    """What a bus saw of a master: its time against the least, that of its middle exchange, silences cut short."""

    ratio: float
    middle: float
    violations: int
    exchanges: int
    taken_s: float


def main() -> int:
    """Measure and print everything."""
    rounds = 3 * int(os.environ.get("ROUNDS", "1"))
    print(f"{'what':<58} {'wanted':>8}  {'median (least to most)':<24} middle  silences cut short")
    for rate, wanted in RATES.items():
        for name in _masters():
            seen = [_measured(name, rate, WHOLE_BUS) for _ in range(rounds)]
            _show(f"{name}, {rate} bit/s", wanted if name == "ours" else "", seen)
        _show_parallel(rate, rounds)
    _show_single(9600, rounds)
    return 0


def _reads() -> Iterator[Read]:
    """Yield the reads of a bus with three soft starters and an insulation monitor, every readable register once."""
    starter, monitor = read_blocks(shipped_type("clr8g"), "all"), read_blocks(shipped_type("k7ge-mg"), "all")
    for unit in STARTERS:
        yield from ((unit, first, count) for first, count in starter)
    yield from ((MONITOR, first, count) for first, count in monitor)


WHOLE_BUS = list(_reads())


def _masters() -> Iterator[str]:
    yield from ("ours", "pymodbus_sync", "pymodbus_async", "minimalmodbus")
    if ctypes.util.find_library("modbus"):
        yield "libmodbus"
    else:
        print("libmodbus is not on this machine: left out")


def _measured(name: str, rate: int, reads: Sequence[Read], buses: int = 1, times: int = 3) -> Seen:
    """Let a master read buses and return what the slowest one saw."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.bus", str(rate), str(buses)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE.parents[1],
    ) as served:  # fmt: skip
        assert served.stdin is not None
        assert served.stdout is not None
        ports = served.stdout.readline().split()
        python = str(OTHERS) if name == "minimalmodbus" else sys.executable
        command = [python, str(HERE / "masters.py"), name, str(rate), str(times), json.dumps(reads), *ports]
        try:
            subprocess.run(command, check=True, timeout=300)
        finally:
            served.stdin.close()
        each = json.loads(served.stdout.read())
    found = [
        Seen(bus["taken_s"] / bus["needed_s"], bus["middle"], bus["violations"], bus["exchanges"], bus["taken_s"])
        for bus in each
    ]
    return max(found)._replace(violations=sum(bus.violations for bus in found))


def _show(what: str, wanted: str, seen: Sequence[Seen]) -> None:
    ratios = ratio([each.ratio for each in seen], [1.0] * len(seen))
    violations, exchanges = sum(each.violations for each in seen), sum(each.exchanges for each in seen)
    middle = median(each.middle for each in seen)
    print(f"{what:<58} {wanted:>8}  {_precise(ratios):<24} {middle:<7.3f} {violations} of {exchanges}", flush=True)


def _precise(ratios: Ratio) -> str:
    return f"{ratios.median:.3f} ({ratios.least:.3f} to {ratios.most:.3f})"


def _show_parallel(rate: int, rounds: int) -> None:
    """Compare the slowest of many buses, read at the same time, with one bus alone."""
    alone = [_measured("ours", rate, WHOLE_BUS).taken_s for _ in range(rounds)]
    many = [_measured("ours", rate, WHOLE_BUS, MANY) for _ in range(rounds)]
    ratios = ratio([each.taken_s for each in many], alone)
    violations, exchanges = sum(each.violations for each in many), MANY * sum(each.exchanges for each in many)
    what = f"ours, {MANY} buses at the same time / one, {rate} bit/s"
    print(f"{what:<58} {'<= 1.10':>8}  {_precise(ratios):<24} {'':<7} {violations} of {exchanges}", flush=True)


def _show_single(rate: int, rounds: int) -> None:
    """Compare reading register by register with reading in the fewest frames."""
    single = [(unit, first + at, 1) for unit, first, count in WHOLE_BUS for at in range(count)]
    singles = [_measured("ours", rate, single, times=1).taken_s for _ in range(rounds)]
    grouped = [_measured("ours", rate, WHOLE_BUS, times=1).taken_s for _ in range(rounds)]
    ratios = ratio(singles, grouped)
    print(f"{f'ours, register by register / fewest frames, {rate} bit/s':<58} {'':>8}  {_precise(ratios)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
