"""Which question comes next when a record is entered: the schema of its kind, walked in the order of the work."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from plantwright.findings.verdict import Path
from plantwright.site.procedures import Line
from plantwright.site.published import Schema, read_schema
from plantwright.site.records import KINDS

Answers = Mapping[Path, Any]
"""Values by path in the order they were given; None for what was left out."""


class Question(NamedTuple):
    """One value to ask for. `ends`: leaving it out leaves out what it opens, or ends a list. `line`: the line of a
    procedure that is asked about."""

    path: Path
    schema: Schema
    required: bool
    ends: bool = False
    line: Line | None = None


def schema_of(kind: str) -> Schema:
    """Return the schema of one kind of record."""
    found: Schema = read_schema("record.schema.json")["definitions"][kind.replace("-", "_")]
    return found


def schema_at(kind: str, path: Path) -> Schema | None:
    """Return the schema of the value at a path, None when a record of that kind has no such key."""
    part: Schema = schema_of(kind)
    for step in path:
        below = part.get("items") if isinstance(step, int) else _below(part, step)
        if not isinstance(below, dict):
            return _ANY.get(path)
        part = resolved(below)
    return part


def _below(part: Schema, key: str) -> object:
    """Return the schema of a key of a map; some maps have any key."""
    return part.get("properties", {}).get(key, part.get("additionalProperties"))


def keys_at(kind: str, path: Path) -> tuple[str, ...]:
    """Return the keys that a record of a kind may have at a path."""
    return tuple((schema_at(kind, path) or {}).get("properties", {}))


def keys_in_order(kind: str) -> tuple[str, ...]:
    """Return the keys of a kind of record in the order in which its file is written."""
    keys = tuple(schema_of(kind)["properties"])
    own = (key for key in keys if key not in (*_FIRST, *_LAST, *_NEVER))
    return tuple(key for key in ("format", "record", *_FIRST, "supersedes", "reason", *own, *_LAST) if key in keys)


def next_question(kind: str, answers: Answers, lines: Sequence[Line] = ()) -> Question | None:
    """Return the first question without an answer, None when all are answered.

    `lines`: the procedure that is walked through under `checks`.
    """
    return next((each for each in _walked(kind, answers, lines) if each.path not in answers), None)


def unanswered(kind: str, answers: Answers, lines: Sequence[Line] = ()) -> tuple[Question, ...]:
    """Return the questions that cannot be left out and have no answer, as far as the answers lead."""
    every = _walked(kind, answers, lines)
    return tuple(each for each in every if each.required and answers.get(each.path) is None)


def _walked(kind: str, answers: Answers, lines: Sequence[Line]) -> Iterator[Question]:
    return _Walk(answers, lines).map((), schema_of(kind), _top(kind, answers), required=True)


class _Walk(NamedTuple):
    """A walk through the schema of a kind that goes where the answers lead."""

    answers: Answers
    lines: Sequence[Line]

    def map(self, path: Path, schema: Schema, keys: Sequence[str], *, required: bool) -> Iterator[Question]:
        """Yield the questions of a map; of one that may be left out the first question decides."""
        needed = schema.get("required", ())
        for place, key in enumerate(keys):
            part, here = schema["properties"][key], (*path, key)
            if place == 0 and not required and key in needed:
                yield Question(here, part, required=False, ends=True)
                if self.answers.get(here) is None:
                    return
            elif self._applies(path, part):
                yield from self._ask(here, part, required=key in needed or "x-needed" in part)

    def _ask(self, path: Path, schema: Schema, *, required: bool) -> Iterator[Question]:
        schema = resolved(schema)
        if path == ("checks",) and self.lines:
            yield from self._checks(schema)
        elif schema.get("type") == "object":
            yield from self.map(path, schema, asked_below(path, schema), required=required)
        elif schema.get("type") == "array":
            yield from self._list(path, schema, required=required)
        else:
            yield Question(path, schema, required)

    def _list(self, path: Path, schema: Schema, *, required: bool) -> Iterator[Question]:
        """Yield the questions of one item after the other, until the first question of an item is left out."""
        items = resolved(schema["items"])
        keys = asked_below((*path, 0), items)
        place, needed = 0, required
        while True:
            here = (*path, place)
            first = (*here, keys[0]) if keys else here
            if keys:
                yield from self.map(here, items, keys, required=needed)
            else:
                yield Question(here, items, needed, ends=not needed)
            if self.answers.get(first) is None:
                return
            place, needed = place + 1, False

    def _checks(self, schema: Schema) -> Iterator[Question]:
        """Yield the questions of a procedure, line by line: result, value where it measures, reason where it failed."""
        keys: Schema = resolved(schema["items"])["properties"]
        for place, line in enumerate(self.lines):
            path = ("checks", place)
            yield Question((*path, "result"), keys["result"], required=True, line=line)
            result = self.answers.get((*path, "result"))
            if measures(line) and result != "not applicable":
                yield Question((*path, "value"), keys["value"], required=line.record == "measurement", line=line)
            if result not in (None, "pass"):
                yield Question((*path, "reason"), keys["reason"], required=True, line=line)

    def _applies(self, path: Path, part: Schema) -> bool:
        """Return whether a key is asked for: some only beside certain values of another key of the same map."""
        return all(self.answers.get((*path, key)) in values for key, values in part.get("x-when", {}).items())


def is_asked(path: Path) -> bool:
    """Return whether a person is asked for the value at a path; some keys can only be given."""
    return len(path) < 3 or path[2] not in _NOT_ASKED.get(str(path[0]), ())


def measures(line: Line) -> bool:
    """Return whether a line of a procedure asks for a value."""
    return line.record == "measurement" or line.limit is not None


def asked_below(path: Path, schema: Schema) -> tuple[str, ...]:
    """Return the keys of an inner map; first the required one that is typed and not taken over, such as a time."""
    keys = schema.get("properties", {})
    asked = [key for key in keys if is_asked((*path, key))]
    first = next((key for key in asked if key in schema.get("required", ()) and not _is_time(keys[key])), None)
    return (first, *(key for key in asked if key != first)) if first else tuple(asked)


def resolved(schema: Schema) -> Schema:
    """Return what a schema refers to; the published reader writes out properties only, not the items of lists."""
    reference = schema.get("$ref", "").removeprefix("#/definitions/")
    found: Schema = read_schema("record.schema.json")["definitions"][reference] if reference else schema
    return found


_FIRST = ("object", "person", "at", "instrument")
_LAST = ("checks", "result", "ambient_c", "humidity_percent", "organisation", "witness", "note")
_NEVER = ("format", "record", "supersedes", "reason")
_NOT_ASKED = {"checks": ("limit", "instrument", "person", "at", "photo"), "attempts": ("person", "zones")}
"""Keys of the items of a list that are seldom needed: they can be given, and are not asked for."""

_ANY: Mapping[Path, Schema] = {
    ("format",): {"type": "integer", "const": 1},
    ("record",): {"type": "string", "enum": list(KINDS)},
}


def _top(kind: str, answers: Answers) -> tuple[str, ...]:
    """Return the keys of a kind in the order they are asked for; a correction begins with its reason."""
    asked = tuple(key for key in keys_in_order(kind) if key not in _NEVER)
    return ("reason", *asked) if ("supersedes",) in answers else asked


def _is_time(schema: Schema) -> bool:
    return resolved(schema).get("format") == "date-time"
