"""A process that does one job on devices, told to die or to be interrupted at one of its steps.

A step is everything that leaves the process: a write, a sync and a rename of a file, a frame on the line. The steps are
counted by wrapping the functions of `os` that do them; the program under test knows nothing of it. Started once, it
loads the site and then makes a fresh child for every job that it reads from its input, one JSON document a line.
"""

import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from plantwright.cli.interrupts import interrupts
from plantwright.deploy.plan import from_json
from plantwright.deploy.recovery import recover
from plantwright.deploy.session import run_plan
from plantwright.findings.exit_code import Stop
from plantwright.modbus.endpoint import Endpoint
from plantwright.site.load import load_site
from plantwright.site.model import Site

Fatal = Callable[[], None]


class Steps:
    """Counts steps, notes what each was, and at one of them does what is fatal: before it, or half-way through."""

    def __init__(self, at: int, half: bool, fatal: Fatal) -> None:
        self.names: list[str] = []
        self.at, self.half, self.fatal = at, half, fatal
        self.write, self.fsync, self.replace = os.write, os.fsync, os.replace

    def wrap(self) -> None:
        for name in ("write", "fsync", "replace"):
            setattr(os, name, getattr(self, f"_{name}"))
        send = socket.socket.sendall
        replaced = {"sendall": lambda each, data: self._frame(lambda: send(each, data))}
        for name, function in replaced.items():
            setattr(socket.socket, name, function)

    def _write(self, descriptor: int, data: Any) -> int:
        if descriptor < 3:
            return self.write(descriptor, data)
        kind = "frame" if os.isatty(descriptor) else f"write {_name(descriptor)}"
        if self._now(kind) and self.half:
            self.write(descriptor, bytes(data)[: len(data) // 2])
        self._act()
        return self.write(descriptor, data)

    def _frame(self, send: Callable[[], None]) -> None:
        self._now("frame")
        self._act()
        send()

    def _fsync(self, descriptor: int) -> None:
        self._now(f"fsync {_name(descriptor)}")
        self._act()
        self.fsync(descriptor)

    def _replace(self, source: Any, target: Any) -> None:
        self._now(f"replace {Path(target).name}")
        self._act()
        self.replace(source, target)

    def _now(self, name: str) -> bool:
        self.names.append(name)
        return len(self.names) == self.at

    def _act(self) -> None:
        if len(self.names) == self.at:
            self.fatal()


def _name(descriptor: int) -> str:
    return Path(f"/proc/self/fd/{descriptor}").readlink().name


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _interrupt(times: int, asked: Callable[[], bool]) -> None:
    """Press Ctrl-C, and wait until the main thread has heard it."""
    for _ in range(times):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        while not asked():
            time.sleep(0.001)
    time.sleep(0.03 if times > 1 else 0)


def _endpoint(state: dict[str, Any]) -> Endpoint:
    if state["kind"] == "tcp":
        return Endpoint(kind="tcp", host=state["host"], port=state["port"], timeout_s=0.15, quiet_s=0.15)
    return Endpoint(kind="rtu", device=state["device"], paced=False, timeout_s=0.15, quiet_s=0.15)


def _work(job: dict[str, Any], site: Site, asked: Callable[[], bool]) -> int:
    targets = {bus: _endpoint(state) for bus, state in job["buses"].items()}
    if job["do"] == "recover":
        recover(Path(job["folder"]), site, targets, lambda _: None)
        return 0
    text = Path(job["plan"]).read_text()
    plan = from_json(text, job["plan"])
    _, applied = run_plan(plan, text, site, targets, Path(job["runs"]), "tester", lambda _: None, asked)
    return int(applied.code)


def _child(job: dict[str, Any], site: Site) -> None:
    asked = interrupts()
    times = {"kill": 0, "interrupt": 1, "break off": 2}[job.get("with", "kill")]
    fatal = (lambda: _interrupt(times, asked)) if times else _die
    steps = Steps(job.get("at", 0), job.get("half", False), fatal)
    steps.wrap()
    try:
        code = _work(job, site, asked)
    except Stop as stop:
        code = int(stop.code)
    except KeyboardInterrupt:
        code = 130
    Path(job["steps"]).write_text(json.dumps(steps.names))
    os._exit(code)


def main() -> None:
    loaded = load_site(Path(sys.argv[1]))
    assert loaded.site is not None
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _child(json.loads(line), loaded.site)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    socket.setdefaulttimeout(20)
    signal.alarm(300)
    main()
