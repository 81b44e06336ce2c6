"""Reads a site file, YAML in, data with a place for every key and value out; the only module that imports yaml."""

import pathlib
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import yaml
import yaml.parser
import yaml.reader
import yaml.scanner

from plantwright.findings.verdict import Verdict
from plantwright.frozen import dataclass
from plantwright.site.builder import MAX_DEPTH, MAX_NODES, Builder
from plantwright.site.characters import visible
from plantwright.site.garbage import no_collection
from plantwright.site.problems import SYNTAX, Problems, rules
from plantwright.site.syntax import Fault, Place, explain, inside
from plantwright.site.text import MAX_BYTES, Text, allowed, as_text, bytes_of, decoded, within_size
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
    data = bytes_of(path, problems)
    return _unread(problems) if data is None else load(data, shown)


def load(data: bytes, file: str, parser: Callable[[str], Parser] = FASTEST_PARSER) -> Loaded:
    """Load the bytes of a file; `file` is the name for people. Never raises: everything wrong is in `problems`."""
    problems = Problems(file)
    if not within_size(len(data), problems):
        return _unread(problems)
    content = decoded(data, problems)
    clean = allowed(content, problems)
    text = as_text(content if clean else visible(content), data, file)
    root = _parsed(content, text.lines, parser, problems) if clean else None
    return Loaded(root=None if problems else root, text=text, problems=problems.verdicts())


def _unread(problems: Problems) -> Loaded:
    return Loaded(root=None, text=None, problems=problems.verdicts())


def _parsed(content: str, lines: Sequence[str], parser: Callable[[str], Parser], problems: Problems) -> Map | None:
    builder = Builder(problems, lines)
    try:
        with no_collection():
            _build(parser(content), builder)
    except yaml.YAMLError as error:
        found = explain(_fault(error, builder.reached(), lines))
        problems.add(found.rule, *found.at, found.message, found.hint)
    except _PARSER_FAILURES as error:
        message = f"the YAML after this place cannot be read ({type(error).__name__})"
        hint = "simplify the lines that follow, and report the file as a bug"
        problems.add(SYNTAX, *inside(lines, builder.reached()), message, hint)
    return builder.root()


def _build(parser: Parser, builder: Builder) -> None:
    """Hand every event to the builder, until the file ends or holds too much."""
    take: dict[type, Callable[[Any], None]] = {
        yaml.StreamStartEvent: _skip,
        yaml.DocumentStartEvent: builder.document_start,
        yaml.MappingStartEvent: builder.map,
        yaml.SequenceStartEvent: builder.list,
        yaml.ScalarEvent: builder.scalar,
        yaml.AliasEvent: builder.alias,
        yaml.MappingEndEvent: builder.end,
        yaml.SequenceEndEvent: builder.end,
        yaml.DocumentEndEvent: _skip,
        yaml.StreamEndEvent: builder.stream_end,
    }
    get_event = parser.get_event
    while not builder.done:
        builder.event = event = get_event()
        take[type(event)](event)


def _skip(event: Any) -> None:
    """Take an event that says nothing we need."""


_PARSER_FAILURES = (
    ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What YAML parsers raise besides YAMLError (RecursionError is a RuntimeError, UnicodeError a ValueError)."""


def _fault(error: yaml.YAMLError, reached: Place, lines: Sequence[str]) -> Fault:
    at = getattr(error, "problem_mark", None)
    began = getattr(error, "context_mark", None)
    place = Place(at.line + 1, at.column + 1) if at else reached
    return Fault(
        problem=getattr(error, "problem", None) or str(getattr(error, "reason", "")),
        context=getattr(error, "context", None) or "",
        at=place,
        began=Place(began.line + 1, began.column + 1) if began else _line_above(place, lines),
        lines=lines,
    )


def _line_above(place: Place, lines: Sequence[str]) -> Place:
    """Return the beginning of the nearest line above that is not blank."""
    above = range(min(place.line - 1, len(lines)), 0, -1)
    return Place(next((number for number in above if lines[number - 1].strip()), place.line), 1)
