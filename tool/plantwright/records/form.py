"""A record being entered: what is known before the first answer, what a typed text means, and the record in answers."""

import dataclasses
import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from plantwright.findings.verdict import Path
from plantwright.frozen import dataclass
from plantwright.records.paths import flat, nested
from plantwright.records.questions import Answers, is_asked, keys_in_order, measures
from plantwright.site.model import Site
from plantwright.site.procedures import Line
from plantwright.site.published import Schema
from plantwright.site.records import Record
from plantwright.site.scalars import Refused as Unread
from plantwright.site.scalars import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is known before the first answer.

    `clock` tells the time with its zone; `old`: the values of the record that is corrected; `lines`: the procedure that
    is walked through; `person`: who is proposed; `hash_of`: the SHA-256 of a file beside the records, empty when there
    is none.
    """

    kind: str
    site: Site
    clock: Callable[[], datetime.datetime]
    person: str = ""
    old: Answers = dataclasses.field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    hash_of: Callable[[str], str] = lambda _: ""

    @property
    def now(self) -> datetime.datetime:
        """Return the time, with the zone of the machine."""
        return self.clock()


def data_of(form: Form, answers: Answers) -> dict[str, Any]:
    """Return the record that answers make, as the data of its file; raise ValueError where they clash."""
    stated = {path: value for path, value in {**_carried(form, answers), **answers}.items() if value is not None}
    values: dict[Path, Any] = {("format",): 1, ("record",): form.kind, **stated}
    for place, line in enumerate(form.lines):
        values.update(_of_line(("checks", place), line, answers))
    data = nested(values)
    return {key: data[key] for key in dict.fromkeys((*keys_in_order(form.kind), *data)) if key in data}


def meant(schema: Schema, text: str, now: datetime.datetime) -> Any:
    """Return what a text means where a schema stands; what fits nothing stays text, which the schema refuses.

    A time may be `now`, or hours and minutes of today in the zone of `now`.
    """
    text = text.strip()
    kinds = schema.get("type", "string")
    if "enum" in schema:
        return _word(text, schema["enum"])
    if schema.get("format") == "date-time":
        return _time(text, now)
    if kinds == "boolean":
        return _WORDS.get(text.lower(), text)
    if kinds == "string":
        return text
    value = plain(text)
    return text if isinstance(value, Unread) or value is None else value


def moment(text: object) -> datetime.datetime | None:
    """Return a time with its zone, None for what is none."""
    try:
        found = datetime.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None


def old_values(record: Record) -> Answers:
    """Return the values of a record that a correction of it starts from."""
    kept = {key: value for key, value in record.data.items() if key not in ("format", "record", "supersedes", "reason")}
    return flat(kept)


def stem_of(data: Mapping[str, Any]) -> str:
    """Return the name that the file of a record begins with."""
    return f"{str(data['at'])[:10]}-{data['record']}-{data['object']}"


_WORDS = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}


_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?").fullmatch


def _word(text: str, words: Sequence[str]) -> str:
    """Return the word that a text is, or is the only beginning of; capital letters do not count."""
    low = {"n/a": "not applicable"}.get(text.lower(), text.lower())
    same = [word for word in words if word.lower() == low]
    begun = [word for word in words if low and word.lower().startswith(low)]
    return (same or (begun if len(begun) == 1 else [text]))[0]


def _time(text: str, now: datetime.datetime) -> str:
    if text.lower() == "now":
        return now.isoformat(timespec="seconds")
    if found := _CLOCK(text):
        hour, minute, second = (int(each or 0) for each in found.groups())
        return now.replace(hour=hour, minute=minute, second=second, microsecond=0).isoformat()
    return text


def _carried(form: Form, answers: Answers) -> Answers:
    """Return the values of the corrected record that nobody is asked for, in entries of lists that are still there."""
    entries = {path[:2] for path, value in answers.items() if value is not None}
    return {path: value for path, value in form.old.items() if not is_asked(path) and path[:2] in entries}


def _of_line(path: Path, line: Line, answers: Answers) -> Iterator[tuple[Path, Any]]:
    """Yield what the line of a procedure says of itself, with its limit beside a value."""
    yield (*path, "line"), line.id
    if answers.get((*path, "value")) is None or line.limit is None or not measures(line):
        return
    fact = line.limit
    if fact.unit:
        yield (*path, "unit"), fact.unit
    if fact.unit and (fact.min is not None or fact.max is not None):
        unproven = {"provenance": "unverified"} if fact.source.provenance == "unverified" else {}
        stated = {"minimum": fact.min, "maximum": fact.max, "unit": fact.unit, "source": str(line.source), **unproven}
        yield from (((*path, "limit", key), value) for key, value in stated.items() if value is not None)
