"""A command of plantwright at a pseudo-terminal, and a rehearsal plant beside it in a process of its own."""

import contextlib
import json
import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.rehearsal import RIVERSIDE

MAIN = [sys.executable, "-m", "plantwright"]
WRITES = (6, 16)
LIMIT_S = 60
AS_ROOT = ("--as-root",) if os.geteuid() == 0 else ()


class Plant:
    """A copy of the riverside site whose rehearsal plant runs; `site`, `state` and the frames it received."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.site = folder, folder / "site"
        self.state, self.log = folder / "r.json", folder / "frames.jsonl"

    def run(self, *arguments: str, given: str | None = None) -> "subprocess.CompletedProcess[str]":
        """Run a command without a terminal."""
        return subprocess.run(
            [*MAIN, *arguments], capture_output=True, text=True, input=given or "", cwd=self.folder,
            env=self.environment, timeout=LIMIT_S, check=False,
        )  # fmt: skip

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "XDG_CONFIG_HOME": str(self.folder / "config"), "COLUMNS": "200"}

    def name_ports(self) -> None:
        """Write the ports of the simulator into the site files, and trust them on this machine."""
        buses = json.loads(self.state.read_text())["buses"]
        cabling = self.site / "cabling.yaml"
        text = cabling.read_text().replace("/dev/ttyUSB0", buses["RS1"]["device"])
        text = text.replace("host: 192.0.2.20, port: 502", f"host: 127.0.0.1, port: {buses['RS2']['port']}")
        cabling.write_text(text)
        for target in (buses["RS1"]["device"], f"127.0.0.1:{buses['RS2']['port']}"):
            assert self.run("trust", target).returncode == 0

    def act(self, text: str) -> None:
        """Do something to the plant."""
        done = self.run("simulate", str(self.site), "--state", str(self.state), "--action", text)
        assert done.returncode == 0, done.stderr

    def type_in(self, arguments: Sequence[str], answers: Sequence[str]) -> tuple[int, str]:
        """Run a command at a terminal; answer each question, or do what `!action` says before an empty line."""
        master, slave = pty.openpty()
        with subprocess.Popen(
            [*MAIN, *arguments], stdin=slave, stdout=slave, stderr=slave, cwd=self.folder, env=self.environment
        ) as running:
            os.close(slave)
            shown, waiting, end = "", list(answers), time.monotonic() + LIMIT_S
            while time.monotonic() < end and (some := _some(master)):
                shown += some
                if shown.endswith(": ") and waiting:
                    answer = waiting.pop(0)
                    if answer.startswith("!"):
                        self.act(answer[1:])
                    os.write(master, f"{'' if answer.startswith('!') else answer}\n".encode())
            os.close(master)
            return running.wait(timeout=10), shown.replace("\r\n", "\n")

    def frames(self) -> list[tuple[str, int, int, int]]:
        """Return bus, unit, function and first register of every request that was a write."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [
            (each["bus"], each["unit"], each["function"], int(str(each["register"]), 0))
            for each in lines
            if each["direction"] == "request" and each["function"] in WRITES
        ]


@contextlib.contextmanager
def plant(folder: Path, *faults: str, as_real: bool = False) -> Iterator[Plant]:
    """Run the rehearsal plant of a copy of riverside for at most two minutes.

    `as_real`: the site names its ports as if they were those of real devices.
    """
    made = Plant(folder)
    shutil.copytree(RIVERSIDE, made.site, ignore=shutil.ignore_patterns("records"))
    given = [word for fault in faults for word in ("--fault", fault)]
    command = [*MAIN, "simulate", str(made.site), "--state", str(made.state), "--log", str(made.log), "--for", "120"]
    given += ["--paced"] if as_real else []
    with subprocess.Popen([*command, *given], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as running:
        try:
            end = time.monotonic() + 30
            while not (made.state.exists() and made.state.read_text().strip()):
                assert time.monotonic() < end
                assert running.poll() is None, running.stderr.read() if running.stderr else ""
                time.sleep(0.05)
            if as_real:
                made.name_ports()
            yield made
        finally:
            running.terminate()
            running.wait(timeout=10)


def _some(terminal: int) -> str:
    """Return what a program wrote to its terminal; empty when it has ended or is silent for long."""
    if not select.select([terminal], [], [], 30)[0]:
        return ""
    try:
        return os.read(terminal, 4096).decode()
    except OSError:  # how Linux says that nobody holds the other end
        return ""
