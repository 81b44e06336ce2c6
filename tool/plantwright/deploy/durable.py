"""Files that are there after a power cut: written whole, synced, and renamed into place."""

import os
from pathlib import Path

from plantwright.findings.exit_code import ExitCode, Stop


def write(path: Path, data: bytes) -> None:
    """Write a file so that either the old or the new content is there; raise Stop when storage does not hold it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise not_durable(path, error) from error


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte; a short write is continued, an error is raised as OSError."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def not_durable(path: Path, error: OSError) -> Stop:
    """Return the stop for a file that could not be stored."""
    reason = error.strerror or str(error)
    return Stop(
        ExitCode.NOT_DURABLE,
        f"cannot store {path}: {reason}",
        "free the disk, or name another folder",
    )
