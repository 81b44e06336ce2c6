"""Fills templates that a site has of its own, in a child process with limits: a loop in one of them ends there."""

import pickle
import resource
import subprocess
import sys
from pathlib import Path

from plantwright.report.html import TemplateFailed, fill
from plantwright.report.language import Language

TIME_LIMIT_S = 60
MEMORY_LIMIT_MIB = 1024
MOST_HTML_BYTES = 64 * 1024 * 1024

_FAILED = 4


def fill_own(
    template: str,
    page: object,
    own: Path,
    language: Language,
    time_limit_s: int = TIME_LIMIT_S,
    memory_limit_mib: int = MEMORY_LIMIT_MIB,
) -> str:
    """Return what `fill` returns; raise TemplateFailed also when time or memory run out."""
    command = (sys.executable, "-m", "plantwright.report.filling", str(memory_limit_mib))
    given = pickle.dumps((template, page, own, language))
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=time_limit_s, check=False)
    except subprocess.TimeoutExpired as error:
        raise TemplateFailed(f"{own / template}: not filled after {time_limit_s} s and stopped") from error
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode == _FAILED:
        raise TemplateFailed(said)
    if done.returncode or len(done.stdout) > MOST_HTML_BYTES:
        raise TemplateFailed(
            f"{own / template}: it needs more than {memory_limit_mib} MiB, or gives more than {MOST_HTML_BYTES} bytes"
        )
    return done.stdout.decode()


def main(memory_limit_mib: str) -> int:
    """Fill what standard input holds, and write the HTML to standard output: the child's side of `fill_own`."""
    limit = int(memory_limit_mib) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    template, page, own, language = pickle.load(sys.stdin.buffer)  # from our own parent
    try:
        sys.stdout.buffer.write(fill(template, page, own, language).encode())
    except (TemplateFailed, RecursionError) as error:
        print(error if isinstance(error, TemplateFailed) else f"{own / template}: {error}", file=sys.stderr)
        return _FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
