"""Runs contestants in turn as processes of their own, and compares what each took of processor time and memory."""

import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

Command = Sequence[str | Path]

_WITHOUT = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "FORCE_COLOR", "GITHUB_ACTIONS")
_ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in _WITHOUT}


class Used(NamedTuple):
    """What one process took; `said_s` is the time it printed itself, 0 when it printed none."""

    processor_s: float
    peak_kib: int
    said_s: float = 0.0


class Ratio(NamedTuple):
    """The median of several ratios and their spread."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.least:.2f} to {self.most:.2f})"


def run(command: Command) -> Used:
    """Run a command to its end; raise RuntimeError when it dies or cannot read what it was given."""
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True, env=_ENVIRONMENT)
    assert process.stdout is not None
    last = (process.stdout.read().splitlines() or [""])[-1]
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1: there are findings
        raise RuntimeError(f"exit code {process.returncode} of {' '.join(map(str, command))}")
    said = float(last) if last.replace(".", "").isdigit() else 0.0
    return Used(processor_s=usage.ru_utime + usage.ru_stime, peak_kib=usage.ru_maxrss, said_s=said)


def in_turn(contestants: Mapping[str, Command], rounds: int) -> Mapping[str, Sequence[Used]]:
    """Run every contestant once a round, so that all of them see the same machine; a first round is not counted."""
    every = [{name: run(command) for name, command in contestants.items()} for _ in range(rounds + 1)]
    return {name: [each[name] for each in every[1:]] for name in contestants}


def ratio(ones: Sequence[float], others: Sequence[float]) -> Ratio:
    """Return how many times the others the ones are, round by round."""
    ratios = sorted(one / other for one, other in zip(ones, others, strict=True))
    return Ratio(statistics.median(ratios), ratios[0], ratios[-1])


def python(*arguments: str | Path) -> Command:
    """Return the command that runs Python as this program is run."""
    return (sys.executable, *arguments)
