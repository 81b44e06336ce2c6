"""The child's side of `press`: reads jobs from standard input and prints each in a process of its own.

Reading WeasyPrint and unpacking the fonts takes ten times as long as a document of one page: it is done once, and what
prints a job is a fork, which ends with it. No document leaves anything to the next one.
"""

import contextlib
import gc
import os
import pickle
import signal
import struct
import sys
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, NoReturn

from plantwright.report.confined import confine
from plantwright.report.pdf import Job, PdfUnavailable, RenderingFailed, available, render, unpacked
from plantwright.resources import folder

UNAVAILABLE, FAILED, CRASHED = 3, 4, 1
"""How a job ended that has no PDF; below zero: the signal that ended it."""

HEAD = struct.Struct(">iQ")
"""Before each answer: how the job ended, and how many bytes follow, of the PDF or of the reason."""


def main(memory_limit_mib: str) -> int:
    """Print jobs, each with its time limit in s, until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()  # one document, then the process ends: a quarter faster
    confine(int(memory_limit_mib))
    fonts = _fonts()
    gc.freeze()
    while True:
        try:
            limit_s, job = pickle.load(sys.stdin.buffer)  # from our own parent
        except EOFError:
            return 0
        code, data = _printed(job, limit_s, fonts)
        sys.stdout.buffer.write(HEAD.pack(code, len(data)) + data)
        sys.stdout.buffer.flush()


def _fonts() -> Mapping[bytes, bytes]:
    """Return the shipped fonts unpacked, none where nothing can be printed: each job says so."""
    packed = [path.read_bytes() for path in sorted((folder("templates") / "fonts").glob("*.woff2"))]
    with contextlib.suppress(PdfUnavailable):
        available()
        return {each: unpacked(each) for each in packed}
    return {}


def _printed(job: Job, limit_s: float, fonts: Mapping[bytes, bytes]) -> tuple[int, bytes]:
    """Return how a job ended and what it gave; what it leaves in its folder goes with it."""
    with tempfile.TemporaryDirectory() as own, Path(own, "pdf").open("w+b") as out:
        child = os.fork()
        if not child:
            tempfile.tempdir = own
            _print(job, limit_s, fonts, out)
        _, status = os.waitpid(child, 0)
        out.seek(0)
        return os.waitstatus_to_exitcode(status), out.read()


def _print(job: Job, limit_s: float, fonts: Mapping[bytes, bytes], out: BinaryIO) -> NoReturn:
    """Print a job in this process and end it; the alarm ends it at its time limit, whatever it does then."""
    code = CRASHED
    try:
        signal.setitimer(signal.ITIMER_REAL, limit_s)
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        code = _attempt(job, fonts, out)
        out.flush()
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(code)


def _attempt(job: Job, fonts: Mapping[bytes, bytes], out: BinaryIO) -> int:
    try:
        out.write(render(job, fonts))
    except RenderingFailed as error:
        out.write(str(error).encode())
        return UNAVAILABLE if isinstance(error, PdfUnavailable) else FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
