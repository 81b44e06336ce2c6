"""Reads a site file, YAML in, data with a place for every key and value out; the only module that imports yaml."""

import gc
import hashlib
import os
import pathlib
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

import yaml
import yaml.parser
import yaml.reader
import yaml.scanner

from plantwright.findings.verdict import Path, Verdict
from plantwright.site import scalars
from plantwright.site.characters import excerpt, has_hidden, hidden, hidden_count, name, visible
from plantwright.site.problems import (
    AMBIGUOUS,
    ANCHOR_OR_TAG,
    DUPLICATE,
    ENCODING,
    LIMIT,
    LISTED,
    NOT_ONE_MAPPING,
    SYNTAX,
    UNREADABLE,
    Problems,
    rules,
)
from plantwright.site.scalars import Refused
from plantwright.site.syntax import Fault, Place, explain, inside
from plantwright.site.tree import Map, Mark, Seq, locate, locate_key, merge
from plantwright.site.writing import dump

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "Loaded",
    "Map",
    "Mark",
    "Seq",
    "Text",
    "dump",
    "load",
    "locate",
    "locate_key",
    "merge",
    "read",
    "rules",
]

MAX_BYTES = 8 * 1024 * 1024
"""Six times a file of 2,000 devices of 25 lines."""
MAX_NODES = 500_000
"""Keys, values, maps and lists in one file."""
MAX_DEPTH = 32
"""Maps and lists inside each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A file as text: `lines` for showing a place (safe to print), `sha256` of the bytes as they were."""

    file: str
    lines: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a file holds; `root` is there exactly when there are no problems, `text` when the bytes were read."""

    root: Map | None
    text: Text | None
    problems: tuple[Verdict, ...]


class Parser(Protocol):
    """What is needed of a YAML parser: one event after another."""

    def get_event(self) -> Any:
        """Return the next event."""


class PurePythonParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """PyYAML's parser in Python, for where its C extension is missing."""

    def __init__(self, stream: str) -> None:
        yaml.reader.Reader.__init__(self, stream)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)


def _fastest_parser() -> Callable[[str], Parser]:
    try:
        from yaml._yaml import CParser
    except ImportError:
        return PurePythonParser
    return CParser


FASTEST_PARSER = _fastest_parser()


def read(path: pathlib.Path, shown: str) -> Loaded:
    """Read and load a file; `shown` is the name for people. A pipe, device, folder or huge file is refused unread."""
    problems = Problems(shown)
    try:
        data = _bytes(path, problems)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        _unreadable(problems, f"the file cannot be read: {excerpt(reason, 80)}", "check its name and who may read it")
        data = None
    if data is None:
        return Loaded(root=None, text=None, problems=problems.verdicts())
    return load(data, shown)


def load(data: bytes, file: str, parser: Callable[[str], Parser] = FASTEST_PARSER) -> Loaded:
    """Load the bytes of a file; `file` is the name for people. Never raises: everything wrong is in `problems`."""
    problems = Problems(file)
    if len(data) > MAX_BYTES:
        _too_large(problems)
        return Loaded(root=None, text=None, problems=problems.verdicts())
    text = _decoded(data, problems)
    lines = _lines(text)
    root = None if problems or not _characters_allowed(text, lines, problems) else _parsed(text, lines, parser, problems)
    shown = Text(file=file, lines=lines, sha256=hashlib.sha256(data).hexdigest())
    return Loaded(root=None if problems else root, text=shown, problems=problems.verdicts())


def _bytes(path: pathlib.Path, problems: Problems) -> bytes | None:
    """Return what a regular file holds; a device is not even opened, since opening a serial port moves its lines."""
    if not _regular_and_small(path.stat(), problems):
        return None
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    with open(descriptor, "rb") as stream:
        return stream.read(MAX_BYTES + 1) if _regular_and_small(os.fstat(descriptor), problems) else None


def _regular_and_small(status: os.stat_result, problems: Problems) -> bool:
    kind = next((text for test, text in _KINDS if test(status.st_mode)), None)
    if kind:
        _unreadable(problems, f"this is {kind}, not a regular file", "name a YAML file")
    elif status.st_size > MAX_BYTES:
        _too_large(problems)
    return not problems


_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def _unreadable(problems: Problems, message: str, hint: str) -> None:
    problems.add(UNREADABLE, 1, 1, message, hint)


def _too_large(problems: Problems) -> None:
    problems.add(
        LIMIT, 1, 1, f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB", "split it: several files make one site"
    )


def _decoded(data: bytes, problems: Problems) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        what = f"byte 0x{data[error.start]:02X} at offset {error.start} is not UTF-8"
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            what = "the file is UTF-16, not UTF-8"
        problems.add(ENCODING, *_place(before, len(before)), what, "save the file as UTF-8")
        return data.decode("utf-8", errors="replace")


def _lines(text: str) -> tuple[str, ...]:
    lines = visible(text).replace("\r\n", "\n").split("\n")
    return tuple(lines[:-1] if len(lines) > 1 and not lines[-1] else lines)


def _place(text: str, index: int) -> Place:
    return Place(text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))


def _characters_allowed(text: str, lines: tuple[str, ...], problems: Problems) -> bool:
    """Refuse hidden characters, and lines for the parser itself (`%YAML`, `%TAG`), which can also keep it busy for hours."""
    for index in islice(hidden(text), LISTED):
        problems.add(
            ENCODING,
            *_place(text, index),
            f"the character {name(text[index])} cannot be seen and is not allowed",
            "delete it or replace it by a plain space",
        )
    more = hidden_count(text) - LISTED if problems else 0
    if more > 0:
        problems.count_more(more)
    directive = next((number for number, line in enumerate(lines, 1) if line.startswith("%")), None) if not problems else None
    if directive:
        problems.add(
            SYNTAX, directive, 1, "a line that begins with % is not read", "remove it, or quote and indent it if it is text"
        )
    return not problems


def _parsed(text: str, lines: tuple[str, ...], parser: Callable[[str], Parser], problems: Problems) -> Map | None:
    builder = _Builder(problems)
    try:
        with _no_garbage_collection():
            builder.build(parser(text))
    except yaml.YAMLError as error:
        found = explain(_fault(error, builder.at, lines))
        problems.add(found.rule, *found.at, found.message, found.hint)
    except _PARSER_FAILURES as error:
        at = inside(lines, builder.at)
        message = f"the YAML after this place cannot be read ({type(error).__name__})"
        problems.add(SYNTAX, *at, message, "simplify the lines that follow; please report the file as a bug")
    return builder.root()


_PARSER_FAILURES = (
    ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What YAML parsers raise besides YAMLError (RecursionError is a RuntimeError, UnicodeError a ValueError)."""


def _fault(error: yaml.YAMLError, reached: Place, lines: tuple[str, ...]) -> Fault:
    at = getattr(error, "problem_mark", None)
    began = getattr(error, "context_mark", None)
    place = Place(at.line + 1, at.column + 1) if at else reached
    return Fault(
        problem=getattr(error, "problem", None) or str(getattr(error, "reason", "")),
        context=getattr(error, "context", None) or "",
        at=place,
        began=Place(began.line + 1, began.column + 1) if began else Place(max(1, place.line - 1), 1),
        lines=lines,
    )


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Stop the collector, which would walk all that is being built again and again and find nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Known(dict[str, "scalars.Scalar | Refused"]):
    """The meaning of every unquoted scalar met so far."""

    def __missing__(self, text: str) -> "scalars.Scalar | Refused":
        self[text] = value = scalars.plain(text)
        return value


class _Builder:
    """Turns parser events into maps and lists, one event after another and without recursion.

    The document is held by a list of its own, so that every value has something to be put into. A problem leaves a
    stand-in behind, and the root is not used then.
    """

    def __init__(self, problems: Problems) -> None:
        self.at = Place(1, 1)
        self._problems = problems
        self._file = problems.file
        self._document = Seq()
        self._into: Map | Seq = self._document
        self._marks: Any = self._document.marks
        self._key: str | None = ""  # None: a key comes next; a list never waits for one
        self._key_line = self._key_column = 0
        self._outer: list[tuple[Map | Seq, Any, str | int]] = []
        self._nodes = 0
        self._done = False
        self._meaning = _Known()

    def build(self, parser: Parser) -> None:
        """Read the events to the end of the file or to a limit."""
        take: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._map,
            yaml.SequenceStartEvent: self._list,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document_start,
            yaml.DocumentEndEvent: self._nothing,
            yaml.StreamStartEvent: self._nothing,
            yaml.StreamEndEvent: self._stream_end,
        }
        get_event = parser.get_event
        while not self._done:
            event = get_event()
            take[type(event)](event)

    def root(self) -> Map | None:
        """Return the map that the file holds."""
        return self._document[0] if self._document and isinstance(self._document[0], Map) else None

    def _scalar(self, event: Any) -> None:
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        value: Any = event.value if event.style else self._meaning[event.value]
        if type(value) is Refused or event.style == '"' or event.anchor is not None or event.tag is not None:
            value = self._inspected(event, value, line, column)
        if self._key is None:
            self._take_key(value, line, column)
        else:
            self._put(value, line, column)

    def _put(self, value: Any, line: int, column: int) -> None:
        self._nodes += 1
        into = self._into
        if type(into) is Map:
            key = self._key
            into[key] = value
            self._marks[key] = Mark(self._file, self._key_line, self._key_column, line, column)
            self._key = None
        else:
            into.append(value)
            self._marks.append(Mark(self._file, line, column, line, column))
        if self._nodes > MAX_NODES:
            self._stop(line, column, f"the file holds more than {MAX_NODES:,} keys and values", _SPLIT)
