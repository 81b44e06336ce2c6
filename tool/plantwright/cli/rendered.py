"""Makes documents and writes one into a folder, as HTML and as PDF."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from plantwright.cli import screen
from plantwright.deploy import durable
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.report.cache import Cache
from plantwright.report.document import Document
from plantwright.report.html import TemplateFailed
from plantwright.report.language import ENGLISH, NAMES, Language
from plantwright.report.pdf import RenderingFailed
from plantwright.report.press import press_all

D = TypeVar("D")


def language(word: str) -> Language:
    """Return the languages that a word names: `de`, `en+zh`; raise ArgumentTypeError for another word."""
    first, _, second = word.partition("+")
    known = ", ".join(NAMES)
    if first not in NAMES or (second and second not in NAMES) or first == second or word.endswith("+"):
        raise argparse.ArgumentTypeError(f"`{word}` is not one of {known}, or two of them as in en+zh")
    return Language(first, second)


def language_argument(parser: argparse.ArgumentParser, only_with: str = "") -> None:
    """Add `--language`; `only_with` names the option without which it says nothing."""
    parser.add_argument(
        "--language",
        type=language,
        default=ENGLISH,
        metavar="CODE",
        help=f"{only_with}en, de or zh, or two of them as en+zh, the second below the first (default: en)",
    )


def saved(make: Callable[[], Document], out: Path, html_only: bool) -> Iterator[Path]:
    """Make a document, write it into a folder and yield the path of each file; raise Stop when that cannot be done."""
    document = filled(make)
    durable.make_folder(out)
    for path, content in _files(document, out, html_only):
        durable.write(path, content)
        yield path


def filled(make: Callable[[], D]) -> D:
    """Make a document or a figure; raise Stop when its template cannot be filled."""
    try:
        return make()
    except TemplateFailed as error:
        raise Stop(ExitCode.RENDERING, f"the document cannot be made: {error}") from error


def pressed(documents: Sequence[Document], kept: Cache | None = None) -> tuple[bytes, ...]:
    """Return the PDFs of documents, showing how far it is; raise Stop when one cannot be made."""
    try:
        with screen.progress("rendering", len(documents)) as done:
            return press_all([document.job for document in documents], kept, done)
    except RenderingFailed as error:
        raise Stop(
            ExitCode.RENDERING, f"no PDF: {error}", "`--html-only` makes HTML; `plantwright doctor` says what lacks"
        ) from error


def _files(document: Document, out: Path, html_only: bool) -> Iterator[tuple[Path, bytes]]:
    """Yield the HTML first, so that it is there even where no PDF can be made."""
    yield out / f"{document.name}.html", document.standalone.encode()
    if not html_only:
        (pdf,) = pressed([document])
        yield out / f"{document.name}.pdf", pdf
