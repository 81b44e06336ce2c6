"""Turns a file into text: only a regular file of a sensible size, only UTF-8, only characters a person can see."""

import codecs
import hashlib
import os
import stat
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from plantwright.frozen import dataclass
from plantwright.site.characters import excerpt, hidden, hidden_count, name
from plantwright.site.problems import ENCODING, LIMIT, LISTED, SYNTAX, UNREADABLE, Problems
from plantwright.site.syntax import Place

MAX_BYTES = 8 * 1024 * 1024
"""Six times a file of 2,000 devices of 25 lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A file as text: `lines` for showing a place (safe to print), `sha256` of the bytes as they were."""

    file: str
    lines: tuple[str, ...]
    sha256: str


def bytes_of(path: Path, problems: Problems) -> bytes | None:
    """Return what a regular file holds; anything else is a problem, found before it is opened or read."""
    try:
        return _bytes_of(path, problems)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        message = f"the file cannot be read: {excerpt(reason, 80)}"
        problems.add(UNREADABLE, 1, 1, message, "check its name and who may read it")
        return None


def within_size(size: int, problems: Problems) -> bool:
    """Refuse a file that is too large."""
    if size > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"
        problems.add(LIMIT, 1, 1, message, "split it: several files make one site")
    return not problems


def decoded(data: bytes, problems: Problems) -> str:
    """Return the text without byte order mark; what is not UTF-8 is a problem and becomes U+FFFD."""
    content = data.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        offset = len(data) - len(content) + error.start
        what = f"byte 0x{data[offset]:02X} at offset {offset} is not UTF-8"
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            what = "the file is UTF-16, not UTF-8"
        before = content[: error.start].decode()
        problems.add(ENCODING, *_place(before, len(before)), what, "save the file as UTF-8")
        return content.decode(errors="replace")


def as_text(text: str, data: bytes, file: str) -> Text:
    """Return a visible text by lines for people; at least one line, without the empty one after the last line end."""
    lines = text.replace("\r\n", "\n").split("\n")
    kept = lines[:-1] if len(lines) > 1 and not lines[-1] else lines
    return Text(file=file, lines=tuple(kept), sha256=hashlib.sha256(data).hexdigest())


def allowed(text: str, problems: Problems) -> bool:
    """Refuse what must not reach a YAML parser: hidden characters and lines for the parser itself."""
    return not problems and _all_visible(text, problems) and _no_directive(text, problems)


def _bytes_of(path: Path, problems: Problems) -> bytes | None:
    if not _is_regular_and_small(path.stat(), problems):  # opening a serial port would already move its lines
        return None
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read(MAX_BYTES + 1) if _is_regular_and_small(os.fstat(descriptor), problems) else None


def _is_regular_and_small(status: os.stat_result, problems: Problems) -> bool:
    if not stat.S_ISREG(status.st_mode):
        kind = next((text for test, text in _KINDS if test(status.st_mode)), "something else")
        problems.add(UNREADABLE, 1, 1, f"this is {kind}, not a regular file", "name a YAML file")
        return False
    return within_size(status.st_size, problems)


_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def _all_visible(text: str, problems: Problems) -> bool:
    for index in islice(hidden(text), LISTED + 1):
        message = f"the character {name(text[index])} cannot be seen and is not allowed"
        problems.add(ENCODING, *_place(text, index), message, _LINE_FEEDS if text[index] == "\r" else _DELETE)
    if problems:
        problems.count_more(max(0, hidden_count(text) - LISTED - 1))
    return not problems


def _no_directive(text: str, problems: Problems) -> bool:
    """Refuse `%YAML` and `%TAG`; a file full of them would keep the parser busy for hours."""
    index = 0 if text.startswith("%") else text.find("\n%") + 1
    if text.startswith("%", index):
        message = "a line that begins with % is not read"
        problems.add(SYNTAX, *_place(text, index), message, "remove it, or quote and indent it if it is text")
    return not problems


def _place(text: str, index: int) -> Place:
    return Place(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


_DELETE = "delete it, or put a plain space in its place"
_LINE_FEEDS = "save the file with line feeds (LF) at the ends of its lines"
