"""Serving a rehearsal plant to other processes: a state file says where its buses are, and is locked while it lives."""

import contextlib
import fcntl
import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.simulator.actions import act
from plantwright.modbus.simulator.control import controlled
from plantwright.modbus.simulator.faults import Fault
from plantwright.modbus.simulator.framelog import FrameLog
from plantwright.modbus.simulator.plant import Plant, running
from plantwright.site.model import Site

FORMAT_VERSION = 1


def serve(
    site: Site, state_file: Path, log_file: Path | None, for_s: float, paced: bool, on_ready: Callable[[Plant], None],
    tcp_port: int = 0, stop: threading.Event | None = None, faults: Mapping[str, Iterable[Fault]] | None = None,
) -> None:  # fmt: skip
    """Run the plant until `stop` is set or `for_s` seconds have passed; `on_ready` is called once it answers.

    `faults` are given by the tag of their bus; actions come in by a port that the state file names. Raises Stop when
    another plant holds the state file or a port or file cannot be had.
    """
    with contextlib.ExitStack() as stack:
        try:
            log = stack.enter_context(FrameLog(log_file))
            plant = stack.enter_context(running(site, log, for_s, paced, tcp_port, faults))
            port = stack.enter_context(controlled(lambda text: act(site, plant, text)))
            stack.enter_context(_held(state_file, _document(site, plant.state, port)))
        except OSError as error:
            reason = f"{error.filename or f'port {tcp_port}'}: {error.strerror or error}"
            raise Stop(ExitCode.USAGE, f"the rehearsal plant cannot start: {reason}", "name another one") from error
        on_ready(plant)
        (stop or threading.Event()).wait(for_s)


def _document(site: Site, buses: Mapping[str, Mapping[str, object]], control_port: int) -> str:
    content = {
        "format_version": FORMAT_VERSION, "rehearsal": True, "pid": os.getpid(), "site": site.identity.number,
        "buses": buses, "control_port": control_port,
    }  # fmt: skip
    return json.dumps(content, indent=2) + "\n"


@contextlib.contextmanager
def _held(path: Path, text: str) -> Iterator[None]:
    """Put a locked file in place in one step, and take it away at the end."""
    _refuse_living(path)
    waiting = path.with_name(f".{path.name}.{os.getpid()}")
    with contextlib.ExitStack() as stack:
        stack.callback(waiting.unlink, missing_ok=True)
        file = stack.enter_context(waiting.open("w", encoding="utf-8"))
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(text)
        file.flush()
        waiting.replace(path)
        stack.callback(path.unlink, missing_ok=True)
        yield


def _refuse_living(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError), path.open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Stop(ExitCode.BUSY, f"{path} belongs to a rehearsal plant that is running",
                       "use that one, or name another file with --state") from error  # fmt: skip
