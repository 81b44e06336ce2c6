"""Files that are there after a power cut: written whole, synced, and renamed into place."""

import contextlib
import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from plantwright.findings.exit_code import ExitCode, Stop


def write(path: Path, data: bytes) -> None:
    """Write a file so that either the old or the new content is there; raise Stop when storage does not hold it.

    A symbolic link of that name is replaced, never followed.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.unlink(missing_ok=True)
        descriptor = create(temporary)
        try:
            write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise not_durable(path, error) from error


def create(path: Path) -> int:
    """Return the descriptor of a new file, open for appending; raise OSError when the name is taken."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.open(path, flags, 0o640)


def read(path: Path) -> bytes:
    """Return the bytes of a regular file that not everybody may write; raise OSError or Stop."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(descriptor).st_mode
        if mode & stat.S_IWOTH or not stat.S_ISREG(mode):
            problem = "anybody may write it" if stat.S_ISREG(mode) else "it is not a regular file"
            raise Stop(
                ExitCode.NOT_DURABLE,
                f"{path} proves nothing: {problem}",
                f"compare it with git, then `chmod o-w {path}`",
            )
        return file.read()


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte; a short write is continued, an error is raised as OSError."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, durably; raise Stop when storage does not hold it."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each in missing:
            sync_folder(each.parent)
    except OSError as error:
        raise not_durable(folder, error) from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def held(folder: Path, busy: str) -> Iterator[None]:
    """Hold a folder for this process alone; raise Stop with the words of `busy` when another one has it."""
    descriptor = hold(folder, busy)
    try:
        yield
    finally:
        os.close(descriptor)


def hold(folder: Path, busy: str) -> int:
    """Return a descriptor that holds a folder until it is closed; raise Stop as `held`."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise not_durable(folder, error) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise Stop(ExitCode.BUSY, busy, "wait until it ends") from error
    except OSError as error:
        os.close(descriptor)
        raise no_locks(folder, error) from error
    return descriptor


def no_locks(path: Path, error: OSError) -> Stop:
    """Return the stop for a file system without locks: two processes could write one journal, or use one bus."""
    return Stop(
        ExitCode.NOT_DURABLE,
        f"{path} lies on storage without file locks: {error.strerror or error}",
        "use a folder on a local disk",
    )


def not_durable(path: Path, error: OSError) -> Stop:
    """Return the stop for a file that could not be stored."""
    reason = error.strerror or str(error)
    may = error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS)
    hint = "free the disk, or name another folder" if may else "let this user write there, or name another folder"
    return Stop(ExitCode.NOT_DURABLE, f"cannot store {path}: {reason}", hint)
