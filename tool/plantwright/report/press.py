"""Renders PDFs, each in a child process with a time limit, a memory limit and no fonts but the shipped ones."""

import gc
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path

from plantwright.report.cache import Cache
from plantwright.report.confined import confine
from plantwright.report.pdf import Job, PdfUnavailable, RenderingFailed, render

TIME_LIMIT_S = 600
MEMORY_LIMIT_MIB = 4096

_MOST = 8  # children at a time; each may need half a gigabyte
_UNAVAILABLE, _FAILED = 3, 4
_FONT_CONFIGURATION = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><cachedir>{}</cachedir></fontconfig>'
)


def press_all(
    jobs: Sequence[Job], cache: Cache | None = None, done: Callable[[], None] = lambda: None
) -> tuple[bytes, ...]:
    """Return the PDFs of several jobs, made side by side on all processors, those in the cache without being made.

    `done` is called after each. The first that cannot be made raises RenderingFailed, and no other is begun then.
    """
    with ThreadPoolExecutor(max_workers=_side_by_side()) as workers:
        longest_first = sorted(range(len(jobs)), key=lambda index: -len(jobs[index].html))
        running: dict[Future[bytes], int] = {
            workers.submit(_cached, jobs[index], cache): index for index in longest_first
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


def _cached(job: Job, cache: Cache | None) -> bytes:
    if cache is None:
        return press(job)
    return cache.get(job) or cache.put(job, press(job))


def _side_by_side() -> int:
    return min(len(os.sched_getaffinity(0)), _MOST)


def press(job: Job, time_limit_s: float = TIME_LIMIT_S, memory_limit_mib: int = MEMORY_LIMIT_MIB) -> bytes:
    """Return the PDF of a job; raise RenderingFailed when it cannot be made within the limits.

    The fonts of the machine are hidden from the child: a glyph that the shipped fonts lack is an error everywhere,
    and the same input gives the same bytes on every machine.
    """
    with tempfile.TemporaryDirectory(prefix="plantwright-") as folder:
        configuration = Path(folder, "fonts.conf")
        configuration.write_text(_FONT_CONFIGURATION.format(folder), encoding="utf-8")
        command = (sys.executable, "-W", "ignore:No fonts", "-m", "plantwright.report.press", str(memory_limit_mib))
        environment = {**os.environ, "FONTCONFIG_FILE": str(configuration)}
        try:
            done = subprocess.run(
                command,
                input=pickle.dumps(job),
                capture_output=True,
                timeout=time_limit_s,
                env=environment,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise RenderingFailed(f"the PDF was not ready after {time_limit_s} s and was stopped") from error
    if done.returncode == 0:
        return done.stdout
    raise _failure(done.returncode, done.stderr.decode(errors="replace").strip(), memory_limit_mib)


def _failure(code: int, said: str, memory_limit_mib: int) -> RenderingFailed:
    if code == _UNAVAILABLE:
        return PdfUnavailable(said)
    if code == _FAILED:
        return RenderingFailed(said)
    if "MemoryError" in said or "ENOMEM" in said or code < 0:
        return RenderingFailed(f"the PDF needs more than {memory_limit_mib} MiB or crashed the renderer (code {code})")
    return RenderingFailed(f"the renderer ended with code {code}: {said.splitlines()[-1] if said else 'no message'}")


def main(memory_limit_mib: str) -> int:
    """Read a job from standard input and write its PDF to standard output: the child's side of `press`."""
    gc.disable()  # one document, then the process ends: a quarter faster
    confine(int(memory_limit_mib))
    job = pickle.load(sys.stdin.buffer)  # from our own parent
    try:
        sys.stdout.buffer.write(render(job))
    except RenderingFailed as error:
        print(error, file=sys.stderr)
        return _UNAVAILABLE if isinstance(error, PdfUnavailable) else _FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
