"""The terminal: styled lines, aligned tables and progress notes; the only place that uses rich."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

from plantwright.findings.reporters.styled import Line, line, plain

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
    if stream is not sys.stderr:
        _show(lines, stream)
        return
    with _read_or_dropped(stream):
        _show(lines, stream)


def _show(lines: list[Line], stream: TextIO) -> None:
    if not coloured(stream):
        stream.write(plain(lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, force_terminal=True, soft_wrap=True, highlight=False)
    for each in lines:
        console.print(Text.assemble(*((span.text, _STYLES.get(span.style, "")) for span in each)))


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


@contextlib.contextmanager
def live() -> Iterator[Callable[[Sequence[str]], None]]:
    """Yield what shows lines in place of those shown before; on a stdout that is no terminal they are not shown."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda lines: None
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    with Live(console=Console(highlight=False), auto_refresh=False, transient=True) as shown:
        yield lambda lines: shown.update(
            Text(plain([line(text) for text in lines]), no_wrap=True, overflow="crop"), refresh=True
        )


@contextlib.contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[], None]]:
    """Yield what counts one more of `total` as done: a bar on stderr, one line where that is no terminal."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        note(f"{what} ({total})")
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True, highlight=False), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def last_word(text: str) -> None:
    """Print a result on stdout; when nobody reads it any more, the exit code still tells it."""
    with _read_or_dropped(sys.stdout):
        sys.stdout.write(text)
        sys.stdout.flush()


def ask(question: str, ended: str = "") -> str:
    """Ask a person, on stderr, and return what was typed; `ended` when there is nobody any more."""
    line = ""
    with _read_or_dropped(sys.stderr):
        print(question, end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
    return line.strip() if line else ended


def note(text: str) -> None:
    """Say something about progress, on stderr; nothing when nobody reads that any more."""
    with _read_or_dropped(sys.stderr):
        print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def _read_or_dropped(stream: TextIO) -> Iterator[None]:
    """Go on when nobody reads a stream any more, such as a terminal that is gone: what is written later is dropped."""
    try:
        yield
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
