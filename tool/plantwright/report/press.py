"""Renders PDFs, each in a child process with a time limit, a memory limit and no fonts but the shipped ones."""

import contextlib
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, NamedTuple

from plantwright.report.cache import Cache
from plantwright.report.pdf import Job, PdfUnavailable, RenderingFailed
from plantwright.report.printer import CRASHED, FAILED, HEAD, UNAVAILABLE

TIME_LIMIT_S = 600
MEMORY_LIMIT_MIB = 4096

_MOST = 8  # children at a time; each may need half a gigabyte
_FONT_CONFIGURATION = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><cachedir>{}</cachedir></fontconfig>'
)


def press_all(
    jobs: Sequence[Job], cache: Cache | None = None, done: Callable[[], None] = lambda: None
) -> tuple[bytes, ...]:
    """Return the PDFs of several jobs, made side by side on all processors, those in the cache without being made.

    `done` is called after each. The first that cannot be made raises RenderingFailed, and no other is begun then.
    """
    with ExitStack() as open_, ThreadPoolExecutor(max_workers=_side_by_side()) as workers:
        presses = _Presses(SimpleQueue(), open_)
        longest_first = sorted(range(len(jobs)), key=lambda index: -len(jobs[index].html))
        running: dict[Future[bytes], int] = {
            workers.submit(_cached, jobs[index], cache, presses): index for index in longest_first
        }
        found: dict[int, bytes] = {}
        try:
            for each in as_completed(running):
                found[running[each]] = each.result()
                done()
        except BaseException:
            workers.shutdown(wait=False, cancel_futures=True)
            raise
    return tuple(found[index] for index in range(len(jobs)))


def press(job: Job, time_limit_s: float = TIME_LIMIT_S, memory_limit_mib: int = MEMORY_LIMIT_MIB) -> bytes:
    """Return the PDF of a job; raise RenderingFailed when it cannot be made within the limits."""
    with _opened(memory_limit_mib) as one:
        return one.print(job, time_limit_s)


def _side_by_side() -> int:
    return min(len(os.sched_getaffinity(0)), _MOST)


class _Presses(NamedTuple):
    """Those that wait for a job, and what closes all at the end; there are as many as print side by side."""

    idle: SimpleQueue["_Press"]
    open: ExitStack

    def print(self, job: Job) -> bytes:
        try:
            one = self.idle.get_nowait()
        except Empty:
            one = self.open.enter_context(_opened(MEMORY_LIMIT_MIB))
        data = one.print(job, TIME_LIMIT_S)
        self.idle.put(one)
        return data


def _cached(job: Job, cache: Cache | None, presses: _Presses) -> bytes:
    if cache is None:
        return presses.print(job)
    return cache.get(job) or cache.put(job, presses.print(job))


@contextlib.contextmanager
def _opened(memory_limit_mib: int) -> Iterator["_Press"]:
    """Start a process that prints; it ends when nobody has jobs for it any more.

    The fonts of the machine are hidden from it: a glyph that the shipped fonts lack is an error everywhere, and the
    same input gives the same bytes on every machine.
    """
    command = (sys.executable, "-W", "ignore:No fonts", "-m", "plantwright.report.printer", str(memory_limit_mib))
    with (
        tempfile.TemporaryDirectory(prefix="plantwright-", ignore_cleanup_errors=True) as folder,
        tempfile.TemporaryFile() as said,
    ):
        configuration = Path(folder, "fonts.conf")
        configuration.write_text(_FONT_CONFIGURATION.format(folder), encoding="utf-8")
        environment = {**os.environ, "FONTCONFIG_FILE": str(configuration), "TMPDIR": folder}
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=said, env=environment)
        try:
            yield _Press(process, said, memory_limit_mib)
        finally:
            with contextlib.suppress(BrokenPipeError):
                process.communicate()


class _Press(NamedTuple):
    """A process that prints one job after another, and what it said of what went wrong."""

    process: subprocess.Popen[bytes]
    said: IO[bytes]
    memory_limit_mib: int

    def print(self, job: Job, time_limit_s: float) -> bytes:
        """Return the PDF of a job; raise RenderingFailed when there is none."""
        started = time.monotonic()
        alarm = threading.Timer(time_limit_s, self.process.kill)
        alarm.start()
        try:
            code, data = self._answer((time_limit_s, job))
        finally:
            alarm.cancel()
        if code == 0:
            return data
        if code < 0 and time.monotonic() - started >= time_limit_s:
            raise RenderingFailed(f"the PDF was not ready after {time_limit_s} s and was stopped")
        self.said.seek(0)
        said = data if code in (UNAVAILABLE, FAILED) else self.said.read()
        raise _failure(code, said.decode(errors="replace").strip(), self.memory_limit_mib)

    def _answer(self, question: tuple[float, Job]) -> tuple[int, bytes]:
        """Return how a job ended, and what it gave; how the process ended when it did so before the whole answer."""
        jobs, answers = self.process.stdin, self.process.stdout
        if jobs is None or answers is None:
            raise LookupError("a process without pipes")
        with contextlib.suppress(BrokenPipeError):
            pickle.dump(question, jobs)
            jobs.flush()
        head = answers.read(HEAD.size)
        if len(head) == HEAD.size:
            code, length = HEAD.unpack(head)
            data = answers.read(length)
            if len(data) == length:
                return code, data
        return self.process.wait() or CRASHED, b""


def _failure(code: int, said: str, memory_limit_mib: int) -> RenderingFailed:
    if code == UNAVAILABLE:
        return PdfUnavailable(said)
    if code == FAILED:
        return RenderingFailed(said)
    if "MemoryError" in said or "ENOMEM" in said or code < 0:
        return RenderingFailed(f"the PDF needs more than {memory_limit_mib} MiB or crashed the renderer (code {code})")
    return RenderingFailed(f"the renderer ended with code {code}: {said.splitlines()[-1] if said else 'no message'}")
