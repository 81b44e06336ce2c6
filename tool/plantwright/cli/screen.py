"""The terminal: styled lines, aligned tables and progress notes; the only place that uses rich."""

import os
import sys
from collections.abc import Sequence
from typing import TextIO

from plantwright.findings.reporters.styled import Line, plain

_STYLES = {"error": "bold red", "warning": "bold yellow", "good": "green", "note": "bright_black", "strong": "bold"}


def coloured(stream: TextIO) -> bool:
    """Return whether to colour a stream: NO_COLOR and FORCE_COLOR win, then whether it is a capable terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def show(lines: list[Line], stream: TextIO | None = None) -> None:
    """Print styled lines; text from files is shown literally, never read as markup."""
    stream = stream or sys.stdout
    if not coloured(stream):
        stream.write(plain(lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, force_terminal=True, soft_wrap=True, highlight=False)
    for line in lines:
        console.print(Text.assemble(*((span.text, _STYLES.get(span.style, "")) for span in line)))


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Return aligned text lines; `right` lists the columns whose cells are numbers."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]

    def aligned(row: Sequence[str]) -> str:
        cells = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return "  ".join(cells).rstrip()

    return [aligned(row) for row in (head, *rows)]


def note(text: str) -> None:
    """Say something about progress, on stderr."""
    print(text, file=sys.stderr, flush=True)
