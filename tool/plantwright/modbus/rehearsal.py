"""Finding a running rehearsal plant: its endpoints, and proof that they belong to it."""

import contextlib
import fcntl
import ipaddress
import json
import os
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.modbus.endpoint import Endpoint

FORMAT_VERSION = 1
_TIMEOUT_S = 0.5


def load_rehearsal(path: Path) -> Mapping[str, Endpoint]:
    """Return the endpoint of every bus of a running rehearsal plant.

    Raises Stop unless a living process holds the file and every bus is on loopback or a pseudo-terminal: a file that
    names a real port is never taken for a rehearsal.
    """
    with _read(path) as data:
        return {bus: _endpoint(path, bus, entry) for bus, entry in data["buses"].items()}


def plant_of(path: Path) -> str:
    """Return the number of the site whose rehearsal plant a file belongs to; raise Stop as `load_rehearsal`."""
    with _read(path) as data:
        return str(data["site"])


def act(path: Path, site: str, text: str) -> str:
    """Do something to a device of a running rehearsal plant of a site (its number) and return what was done.

    Raises Stop when the plant does not run, is of another site, or does not understand.
    """
    with _read(path) as data:
        if data["site"] != site:
            raise Stop(ExitCode.USAGE, f"{path} is a rehearsal of {data['site']}, not of {site}", "name that site")
        port = int(data["control_port"])
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as door:
                door.sendall(" ".join(text.split()).encode() + b"\n")
                answer = json.loads(door.makefile(encoding="utf-8").readline())
        except (OSError, ValueError) as error:
            raise _refuse(path, "belongs to a rehearsal plant that takes no actions") from error
        if "done" not in answer:
            raise Stop(ExitCode.USAGE, f"action `{text}`: {answer['refused']}", answer["hint"])
        return str(answer["done"])


@contextlib.contextmanager
def _read(path: Path) -> Iterator[Mapping[str, Any]]:
    """Read the state file of a running plant; raise Stop when it is none, also for what is missing in it later."""
    try:
        with path.open(encoding="utf-8") as file:
            held = _held(file.fileno())
            data = json.load(file)
        if data["format_version"] != FORMAT_VERSION or data["rehearsal"] is not True:
            raise _refuse(path, "is not the state file of a rehearsal plant of this version")
        if not held or not _lives(data["pid"]):
            raise _refuse(path, "belongs to a rehearsal plant that has ended")
        yield data
    except OSError as error:
        raise _refuse(path, f"cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _refuse(path, "is not the state file of a rehearsal plant") from error


def _endpoint(path: Path, bus: str, entry: Mapping[str, Any]) -> Endpoint:
    if entry["kind"] == "tcp" and ipaddress.ip_address(entry["host"]).is_loopback:
        return Endpoint(
            kind="tcp", host=entry["host"], port=int(entry["port"]), framing=str(entry.get("framing", "modbus-tcp")),
            timeout_s=_TIMEOUT_S, quiet_s=_TIMEOUT_S, paced=False,
        )  # fmt: skip
    if entry["kind"] == "rtu" and Path(entry["device"]).resolve().is_relative_to("/dev/pts"):
        return Endpoint(
            kind="rtu", device=entry["device"], baud_rate=int(entry["baud_rate"]), paced=entry["paced"] is True,
            timeout_s=_TIMEOUT_S, quiet_s=_TIMEOUT_S,
        )  # fmt: skip
    raise _refuse(path, f"names a bus {bus} that is neither on loopback nor a pseudo-terminal")


def _held(descriptor: int) -> bool:
    """Return whether another process holds the lock of an open file."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _refuse(path: Path, reason: str) -> Stop:
    return Stop(ExitCode.REFUSED, f"{path} {reason}", "start one: `plantwright simulate SITE`")
