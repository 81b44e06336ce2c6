"""One process a bus: a lock file for each target, freed by the kernel when its holder dies."""

import contextlib
import fcntl
import getpass
import hashlib
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from plantwright.deploy import durable
from plantwright.deploy.journal import now
from plantwright.findings.exit_code import ExitCode, Stop


def folder() -> Path:
    """Return the folder of the lock files: XDG_RUNTIME_DIR, else the temporary folder."""
    base = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    return Path(base) / f"plantwright-{os.getuid()}" / "locks"


@contextlib.contextmanager
def held(target: str) -> Iterator[None]:
    """Hold the lock of a bus target, for example `tcp 127.0.0.1:502`; raise Stop naming the holder when it is taken."""
    directory = folder()
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(
            directory / hashlib.sha256(target.encode()).hexdigest()[:24], os.O_RDWR | os.O_CREAT, 0o600
        )
    except OSError as error:
        raise Stop(
            ExitCode.BUSY,
            f"cannot make a lock file in {directory}: {error.strerror}",
            "set XDG_RUNTIME_DIR to a folder of your own",
        ) from error
    try:
        _take(descriptor, target)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, _holder().encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, target: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 500, 0).decode(errors="replace").strip()
        raise Stop(
            ExitCode.BUSY,
            f"{target} is in use by {holder or 'another process'}",
            "wait until it ends; the lock is freed when it does",
        ) from error
    except OSError as error:
        raise durable.no_locks(folder(), error) from error


def _holder() -> str:
    command = " ".join(sys.argv[:3])
    return f"{getpass.getuser()}@{socket.gethostname()}, process {os.getpid()}, since {now()}: {command}\n"
