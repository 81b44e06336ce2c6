"""Builds maps and lists from the events of a YAML parser, and refuses what a site file may not hold."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from plantwright.findings.verdict import Path
from plantwright.site.characters import excerpt, has_hidden, hidden, name
from plantwright.site.problems import (
    AMBIGUOUS,
    ANCHOR_OR_TAG,
    DUPLICATE,
    ENCODING,
    LIMIT,
    NOT_ONE_MAPPING,
    SYNTAX,
    Problems,
)
from plantwright.site.scalars import Refused, Scalar, plain
from plantwright.site.syntax import Place, inside
from plantwright.site.tree import MERGE_KEY, Map, Mark, Seq

MAX_NODES = 500_000
"""Values, maps and lists in one file."""
MAX_DEPTH = 32
"""Maps and lists inside each other."""


class Builder:
    """Turns parser events into maps and lists, one event after another and without recursion.

    The document is held by a list of its own, so that every value has something to be put into. A problem leaves a
    stand-in behind, and the root is not used then.
    """

    def __init__(self, problems: Problems, lines: Sequence[str]) -> None:
        self.done = False
        self.event: Any = None  # the last one
        self._problems = problems
        self._file = problems.file
        self._lines = lines
        self._document = Seq()
        self._into: Any = self._document  # the map or list that is being filled, and its marks
        self._marks: Any = self._document.marks
        self._key: str | None = ""  # None when a key comes next, which is never so in a list
        self._key_line = self._key_column = 0
        self._outer: list[tuple[Any, Any, Path]] = []  # what it stands in, and under which key or index
        self._nodes = 0
        self._meaning = _Known()

    def reached(self) -> Place:
        """Return the place of the last event."""
        return place_of(self.event) if self.event else Place(1, 1)

    def root(self) -> Map | None:
        """Return the map that the file holds."""
        return self._document[0] if self._document and isinstance(self._document[0], Map) else None

    def scalar(self, event: Any) -> None:
        """Take a key or a single value."""
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        style = event.style
        value: Any = event.value if style else self._meaning[event.value]
        if type(value) is Refused or style == '"' or event.anchor is not None or event.tag is not None:
            value = self._inspected(event, value, line, column)
        if value is None:
            line, column = inside(self._lines, Place(line, column))  # where nothing stands may lie behind the end
        if self._key is not None:
            self._put(value, line, column)
        elif type(value) is str and value.isascii() and value != MERGE_KEY and value not in self._marks:
            self._key, self._key_line, self._key_column = value, line, column
        else:
            self._take_key(value, line, column)

    def _put(self, value: Any, line: int, column: int) -> None:
        self._nodes += 1
        into = self._into
        if type(into) is Map:
            key: Any = self._key
            into[key] = value
            key_line = self._key_line
            shared = key_line if line == key_line else line  # one number where two would be kept
            self._marks[key] = _mark((self._file, key_line, self._key_column, shared, column))
            self._key = None
        else:
            into.append(value)
            self._marks.append(_mark((self._file, line, column, line, column)))
        if self._nodes > MAX_NODES:
            message = f"the file holds more than {MAX_NODES:,} values"
            self._stop(LIMIT, line, column, message, "split it: several files make one site")

    def _take_key(self, key: Any, line: int, column: int) -> None:
        if type(key) is not str:
            key = self._refused_key(key, line, column)
        elif not key.isascii():
            key = _normalized(key)
        if key == MERGE_KEY:
            self._add(ANCHOR_OR_TAG, line, column, f"the merge key {MERGE_KEY} is not allowed", _USE_DEFAULTS)
        if key in self._marks:
            self._duplicate(key, line, column)
        self._key, self._key_line, self._key_column = key, line, column

    def map(self, event: Any) -> None:
        """Begin a map."""
        self._open(event, Map())
        self._key = None

    def list(self, event: Any) -> None:
        """Begin a list."""
        self._open(event, Seq())
        self._key = ""

    def _open(self, event: Any, new: Map | Seq) -> None:
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if event.anchor is not None or event.tag is not None:
            self._decorated(event, line, column)
        if self._key is None:
            self._collection_as_key(line, column)
        step = self._step()
        self._put(new, line, column)
        self._outer.append((self._into, self._marks, step))
        self._into, self._marks = new, new.marks
        if len(self._outer) > MAX_DEPTH:
            message = f"maps and lists are nested more than {MAX_DEPTH} levels deep here"
            self._stop(LIMIT, line, column, message, "close the brackets, or write the data flatter")

    def end(self, event: Any) -> None:
        """End a map or list."""
        self._into, self._marks, _ = self._outer.pop()
        self._key = None if type(self._into) is Map else ""

    def alias(self, event: Any) -> None:
        """Refuse an alias; it is never followed."""
        line, column = place_of(event)
        self._add(ANCHOR_OR_TAG, line, column, f"the alias *{excerpt(event.anchor)} is not allowed", _USE_DEFAULTS)
        if self._key is None:
            self._take_key(_stand_in(line, column), line, column)
        else:
            self._put(None, line, column)

    def document_start(self, event: Any) -> None:
        """Refuse a second document."""
        if self._document:
            message = "a second document begins here; a file holds one"
            self._stop(
                NOT_ONE_MAPPING, *place_of(event), message, "remove the line --- or put the rest into another file"
            )

    def stream_end(self, event: Any) -> None:
        """End the file, which must hold one map."""
        self.done = True
        root = self._document[0] if self._document else None
        if isinstance(root, Map):
            return
        what = "is empty" if root is None else "holds a list" if isinstance(root, Seq) else "holds a single value"
        glued = isinstance(root, str) and ":" in root
        mark = Mark(self._file, 1, 1, 1, 1) if root is None else self._document.marks[0]
        message = f"the file {what}; a map of sections is expected"
        self._add(NOT_ONE_MAPPING, mark.line, mark.column, message, _SPACE_AFTER_COLON if glued else _SECTIONS)

    def _inspected(self, event: Any, value: Any, line: int, column: int) -> Any:
        """Report what is wrong with a scalar and return what takes its place."""
        if event.anchor is not None or event.tag is not None:
            self._decorated(event, line, column)
        if event.style == '"' and has_hidden(value):
            character = name(value[next(hidden(value))])
            message = f"an escape in this text makes the character {character}, which cannot be seen and is not allowed"
            self._add(ENCODING, line, column, message, "remove the escape")
        if type(value) is not Refused:
            return value
        hint = f'put the key in quotes: "{excerpt(event.value)}"' if self._key is None else value.hint
        self._add(AMBIGUOUS, line, column, value.message, hint)
        return _stand_in(line, column)

    def _decorated(self, event: Any, line: int, column: int) -> None:
        if event.anchor is not None:
            self._add(ANCHOR_OR_TAG, line, column, f"the anchor &{excerpt(event.anchor)} is not allowed", _USE_DEFAULTS)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!", 1)
            hint = "remove it; text in quotes is text, and other values say themselves what they are"
            self._add(ANCHOR_OR_TAG, line, column, f"the tag {excerpt(tag)} is not allowed", hint)

    def _refused_key(self, key: Any, line: int, column: int) -> str:
        read_as = "nothing" if key is None else "true or false" if isinstance(key, bool) else "a number"
        self._add(AMBIGUOUS, line, column, f"this key is read as {read_as}; a key is text", "put the key in quotes")
        return _stand_in(line, column)

    def _collection_as_key(self, line: int, column: int) -> None:
        self._add(
            SYNTAX, line, column, "a map or list cannot be a key; a key is text", "quote it if { or [ is meant as text"
        )
        self._take_key(_stand_in(line, column), line, column)

    def _duplicate(self, key: str, line: int, column: int) -> None:
        first = self._marks[key]
        self._add(
            DUPLICATE,
            line,
            column,
            f'the key "{excerpt(key)}" already stands in this map on line {first.key_line}, column {first.key_column}; '
            "a key may stand once",
            "remove or rename one of the two",
            key,
        )

    def _add(self, rule: str, line: int, column: int, message: str, hint: str, *key: str) -> None:
        here: Path = key or self._step()
        path = (*(part for _, _, step in self._outer for part in step), *here)
        self._problems.add(rule, line, column, message, hint, path)

    def _step(self) -> Path:
        """Return the key or index of the value that is being read, nothing where there is none."""
        if self._into is self._document or self._key is None:
            return ()
        return (self._key if type(self._into) is Map else len(self._into),)

    def _stop(self, rule: str, line: int, column: int, message: str, hint: str) -> None:
        self._add(rule, line, column, message, hint)
        self.done = True


def place_of(event: Any) -> Place:
    """Return where the thing begins that an event tells of."""
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1)


_mark = partial(tuple.__new__, Mark)
"""Makes a mark of its five parts in half the time; every value has one."""


class _Known(dict[str, Scalar | Refused]):
    """The meaning of every unquoted scalar met so far."""

    def __missing__(self, text: str) -> Scalar | Refused:
        self[text] = value = plain(text)
        return value


def _normalized(key: str) -> str:
    import unicodedata  # seldom needed

    return unicodedata.normalize("NFC", key)


def _stand_in(line: int, column: int) -> str:
    """Return a key or value in place of one that cannot be used."""
    return f"({line}:{column})"


_USE_DEFAULTS = "write the value out, or put what several items share into the defaults: section"
_SPACE_AFTER_COLON = "put a space after each colon: key: value"
_SECTIONS = "begin with format: 1, then sections such as site: and motors:, or in a record record: and object:"
