"""Fills templates that a site has of its own, in a child process with limits: a loop in one of them ends there."""

import json
import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from plantwright.report.confined import confine
from plantwright.report.html import TemplateFailed, fill, own_of
from plantwright.report.language import Language

TIME_LIMIT_S = 60
MEMORY_LIMIT_MIB = 1024
MOST_HTML_BYTES = 64 * 1024 * 1024

_FAILED = 4


class Filled(NamedTuple):
    """A template that was filled; `own` are the names of the site's own templates that it was made from."""

    html: str
    own: tuple[str, ...] = ()


def fill_own(
    documents: Sequence[tuple[str, object]],
    own: Path,
    language: Language,
    time_limit_s: int = TIME_LIMIT_S,
    memory_limit_mib: int = MEMORY_LIMIT_MIB,
) -> tuple[Filled, ...]:
    """Return for each template and page what `fill` returns, and the own templates it is made from.

    All come from one child; each document more gives it a second more.

    Raise TemplateFailed also when time or memory run out.
    """
    command = (sys.executable, "-m", "plantwright.report.filling", str(memory_limit_mib))
    limit_s = time_limit_s + len(documents) - 1
    names = ", ".join(dict.fromkeys(str(own / template) for template, _ in documents))
    try:
        done = subprocess.run(
            command, input=pickle.dumps((documents, own, language)), capture_output=True, timeout=limit_s, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TemplateFailed(f"{names}: not filled after {limit_s} s and stopped") from error
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode == _FAILED:
        raise TemplateFailed(said)
    if done.returncode or len(done.stdout) > MOST_HTML_BYTES:
        raise TemplateFailed(
            f"{names}: it needs more than {memory_limit_mib} MiB, or gives more than {MOST_HTML_BYTES} bytes"
        )
    return tuple(Filled(html, tuple(names)) for html, names in json.loads(done.stdout))


def main(memory_limit_mib: str) -> int:
    """Fill what standard input holds, and write the HTML as JSON to standard output: the child's side of `fill_own`."""
    confine(int(memory_limit_mib))
    documents, own, language = pickle.load(sys.stdin.buffer)  # from our own parent
    filled: list[Filled] = []
    for template, page in documents:
        try:
            filled.append(Filled(fill(template, page, own, language), own_of(template, own, language)))
        except (TemplateFailed, RecursionError) as error:
            print(error if isinstance(error, TemplateFailed) else f"{own / template}: {error}", file=sys.stderr)
            return _FAILED
    json.dump(filled, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
