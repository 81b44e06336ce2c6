"""Reads what a PDF of unknown origin carries, in a child process with a time limit and a memory limit."""

import gc
import json
import logging
import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from plantwright.report.carried import Attachment, Inside, Signed, Unreadable
from plantwright.report.confined import confine

TIME_LIMIT_S = 60
MEMORY_LIMIT_MIB = 1024
LARGEST_MIB = 128
"""Files above are not read; our own choice, far above any document."""

_UNREADABLE = 3


def read(
    pdf: bytes,
    name: str,
    trust: Sequence[bytes] = (),
    time_limit_s: float = TIME_LIMIT_S,
    memory_limit_mib: int = MEMORY_LIMIT_MIB,
) -> Inside:
    """Return what a PDF carries, as `inside` of `signature.py`; raise Unreadable when it cannot be read in the limits.

    The child prints JSON, not objects: whoever took it over with a file could hand back nothing but texts and numbers.
    """
    command = (sys.executable, "-m", "plantwright.report.reading", str(memory_limit_mib))
    given = pickle.dumps((pdf, name, tuple(trust)))
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=time_limit_s, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"it could not be read within {time_limit_s} s") from error
    if done.returncode == 0:
        return _inside(json.loads(done.stdout))
    raise _failure(done.returncode, done.stderr.decode(errors="replace").strip(), memory_limit_mib)


def _inside(found: dict[str, Any]) -> Inside:
    attachments = tuple(Attachment(**each) for each in found.pop("attachments"))
    signatures = tuple(Signed(**each) for each in found.pop("signatures"))
    said = tuple(found.pop("said"))
    return Inside(**found, said=said, attachments=attachments, signatures=signatures)


def _failure(code: int, said: str, memory_limit_mib: int) -> Unreadable:
    last = said.splitlines()[-1] if said else f"code {code}"
    if code == _UNREADABLE:
        return Unreadable(last)
    if "MemoryError" in last or code < 0:
        return Unreadable(f"reading it needs more than {memory_limit_mib} MiB, or crashed the reader")
    return Unreadable(f"it is no sound PDF ({last})")


def main(memory_limit_mib: str) -> int:
    """Read a file from standard input and print what it carries: the child's side of `read`."""
    from plantwright.report.signature import inside  # heavy, and before the limits

    gc.disable()  # one file, then the process ends
    logging.disable()
    confine(int(memory_limit_mib))
    pdf, name, trust = pickle.load(sys.stdin.buffer)  # from our own parent
    try:
        print(json.dumps(asdict(inside(pdf, name, trust))))
    except Unreadable as error:
        print(error, file=sys.stderr)
        return _UNREADABLE
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
