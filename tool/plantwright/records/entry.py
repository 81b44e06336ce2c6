"""Entering a record: what an answer means, what is refused and why, what is proposed, and the record itself. Pure.

A paper form, `--set` and a person at the terminal give the same: text by path.
"""

import dataclasses
import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from plantwright.findings.verdict import Path, Verdict
from plantwright.frozen import dataclass
from plantwright.records.paths import flat, nested, path_of
from plantwright.records.questions import Answers, Question, is_asked, keys_at, measures, schema_at, schema_of
from plantwright.rules.check import verdicts
from plantwright.rules.records.calibration_expired import calibrated_until
from plantwright.rules.records.values import judged
from plantwright.rules.registry import registry
from plantwright.rules.say import TOLERANCE
from plantwright.site.characters import hidden
from plantwright.site.faults import verdict_of
from plantwright.site.model import Instrument, Site
from plantwright.site.procedures import Line, shipped_procedures
from plantwright.site.published import Schema
from plantwright.site.record_files import record
from plantwright.site.records import Calibration, FibreEndFace, Record, in_force, of_kind
from plantwright.site.scalars import Refused as Unread
from plantwright.site.scalars import plain
from plantwright.site.schema import conforms, faults
from plantwright.site.tasks import CHECKED, PLANT, tasks
from plantwright.site.tree import Map
from plantwright.site.wording import dotted, listed, suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What is known before the first answer.

    `old`: the values of the record that is corrected; `lines`: the procedure that is walked through; `person`: who is
    proposed; `hash_of`: the SHA-256 of a file beside the records, empty when there is none.
    """

    kind: str
    site: Site
    now: datetime.datetime
    person: str = ""
    old: Answers = dataclasses.field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    hash_of: Callable[[str], str] = lambda _: ""


class Refusal(NamedTuple):
    """Why a value is not taken, where, and what to do."""

    path: Path
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.message}\n  next: {self.hint}" if self.hint else self.message


def filled(form: Form, given: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Refusal, ...]]:
    """Return the record that a flat mapping of paths to values holds, and everything that is wrong with it.

    Text becomes what the key at its path wants: a number, true or false, one of its words.
    """
    wrong: list[Refusal] = []
    answers: dict[Path, Any] = dict(form.old)
    for text, value in given.items():
        try:
            path = path_of(text)
        except ValueError as error:
            wrong.append(Refusal((text,), str(error), ""))
            continue
        schema = schema_at(form.kind, path)
        if schema is None:
            wrong.append(_no_key(form.kind, path))
        else:
            answers[path] = meant(schema, value, form.now) if isinstance(value, str) else value
    try:
        data = data_of(form, answers)
    except ValueError as error:
        return {}, (*wrong, Refusal((), str(error), "write every item of a list, from 0"))
    found = [*wrong, *_against_schema(data)]
    seen = {each.path for each in found}
    unfit = (refusal(form, answers, path, value) for path, value in answers.items() if value is not None)
    return data, (*found, *(each for each in unfit if each and each.path not in seen))


def data_of(form: Form, answers: Answers) -> dict[str, Any]:
    """Return the record that answers make, as the data of its file; raise ValueError where they clash."""
    stated = {path: value for path, value in {**_carried(form, answers), **answers}.items() if value is not None}
    values: dict[Path, Any] = {("format",): 1, ("record",): form.kind, **stated}
    for place, line in enumerate(form.lines):
        values.update(_of_line(("checks", place), line, answers))
    keys = ("format", "record", *schema_of(form.kind)["properties"])
    data = nested(values)
    return {key: data[key] for key in dict.fromkeys((*keys, *data)) if key in data}


def take(form: Form, answers: Answers, question: Question, text: str) -> Any | Refusal:
    """Return the value that a person typed for a question, or why it is not taken."""
    value = meant(question.schema, text, form.now)
    return refusal(form, answers, question.path, value) or value


def refusal(form: Form, answers: Answers, path: Path, value: Any) -> Refusal | None:
    """Return why a value cannot stand at a path, None when it can."""
    schema = schema_at(form.kind, path) or {}
    if isinstance(value, str) and (place := next(hidden(value), None)) is not None:
        return Refusal(
            path, f"{dotted(path)} holds a character that cannot be seen, at place {place + 1}", "type it again"
        )
    checks = (_unfit, _unknown, _comma, _out_of_time, _no_file)
    return next((found for check in checks if (found := check(form, answers, path, value, schema))), None)


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


def proposed(form: Form, answers: Answers, question: Question) -> Any:
    """Return what Enter means at a question: the value proposed, None for nothing."""
    path, schema = question.path, question.schema
    if path in form.old:
        return form.old[path]
    if question.ends:
        return None
    if path == ("person",):
        return form.person or None
    if path == ("result",):
        return _result(form, answers)
    if path[-1] == "instrument":
        return next(iter(_fitting(form, answers)), None)
    if path[-1] == "sha256":
        return form.hash_of(str(answers.get((*path[:-1], "file")))) or None
    if schema.get("format") == "date-time":
        return form.now.isoformat(timespec="seconds") if question.required else None
    if path[-1] == "unit" and question.line and question.line.limit:
        return question.line.limit.unit
    return _as_before(form, answers, path)


def doubt(form: Form, answers: Answers, path: Path, value: Any) -> str:
    """Return what a person should confirm before a value is taken, empty when it is in order."""
    tool = form.site.instruments.get(str(value)) if path[-1] == "instrument" else None
    if tool is None:
        return ""
    used = _moment(answers.get(("at",))) or form.now
    until = calibrated_until(tool, of_kind(in_force(form.site.records.values()), Calibration), used)
    if not until:
        return f"nothing says until when {tool.tag} is calibrated"
    return f"the calibration of {tool.tag} ended on {until}" if used.date().isoformat() > until else ""


def due_lines(site: Site, kind: str, tag: str, procedure: str = "") -> tuple[Line, ...]:
    """Return the lines not done at an object that a record of a kind can prove, of one procedure or of all."""
    about = (task for task in tasks(site) if task.object == tag and procedure in ("", task.procedure.name))
    return tuple(task.line for task in about if not task.done and kind == kind_for(task.line))


def kind_for(line: Line) -> str:
    """Return the kind of record that proves a line of a procedure."""
    return "checklist" if line.record in CHECKED or line.procedure else line.record


def old_values(record: Record) -> Answers:
    """Return the values of a record that a correction of it starts from."""
    kept = {key: value for key, value in record.data.items() if key not in ("format", "record", "supersedes", "reason")}
    return flat(kept)


def findings(site: Site, name: str, data: Mapping[str, Any], today: datetime.date) -> tuple[Verdict, ...]:
    """Return what the rules say of a record, as if it lay in the site by that name."""
    made = record(name, Map(data))
    every = verdicts(dataclasses.replace(site, records={**site.records, name: made}), registry(), today)
    return own(every, name)


def own(every: Sequence[Verdict], name: str) -> tuple[Verdict, ...]:
    """Return the failed verdicts that are about a record."""
    return tuple(verdict for verdict in every if verdict.failed and verdict.path[:2] == ("records", name))


def stem_of(data: Mapping[str, Any]) -> str:
    """Return the name that the file of a record begins with."""
    return f"{str(data['at'])[:10]}-{data['record']}-{data['object']}"


# what a text means

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


def _moment(text: object) -> datetime.datetime | None:
    try:
        found = datetime.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None


# what is refused

Check = Callable[[Form, Answers, Path, Any, Schema], Refusal | None]


def _unfit(form: Form, answers: Answers, path: Path, value: Any, schema: Schema) -> Refusal | None:
    """Refuse what the schema does not allow, in its words."""
    found = faults({"value": value}, {"properties": {"value": schema}}, {})
    if not found:
        return None
    verdict = verdict_of(dataclasses.replace(found[0], path=path), Map(), {})
    return Refusal(path, verdict.message, verdict.hint)


def _unknown(form: Form, answers: Answers, path: Path, value: Any, schema: Schema) -> Refusal | None:
    """Refuse the name of a thing that the site does not have."""
    what, known = _names(form, path)
    if not what or value in known:
        return None
    return Refusal(
        path, f"there is no {what} {value}", suggestion(value, known, f"one of {listed(known, 20) or 'none'}")
    )


def _names(form: Form, path: Path) -> tuple[str, tuple[str, ...]]:
    """Return what a path names and the names there are; nothing where it may be any text."""
    site = form.site
    if path == ("object",):
        return "object", (*sorted(site.tags()), PLANT)
    if path[-1] == "instrument":
        return "instrument", tuple(site.instruments)
    if path == ("probe",):
        return "probe", tuple(site.probes)
    if path[-1] == "line":
        return "line", tuple(line.id for each in shipped_procedures().values() for line in each.lines)
    return "", ()


def _comma(form: Form, answers: Answers, path: Path, value: Any, schema: Schema) -> Refusal | None:
    """Refuse a decimal comma where text would be allowed too."""
    several = isinstance(schema.get("type"), list)
    if not several or not isinstance(value, str) or not re.fullmatch(r"[+-]?\d+,\d+", value):
        return None
    return Refusal(path, f"{dotted(path)} is no number: {value}", f"write {value.replace(',', '.')}")


def _out_of_time(form: Form, answers: Answers, path: Path, value: Any, schema: Schema) -> Refusal | None:
    """Refuse a time that is still to come, and one before the entry above it in a list."""
    moment = _moment(value) if schema.get("format") == "date-time" else None
    if moment is None:
        return None
    if moment > form.now:
        return Refusal(
            path, f"{dotted(path)} is in the future: {value}", "a record tells what was done; check the clock"
        )
    place = path[-2] if len(path) > 2 else None
    earlier = _moment(answers.get((*path[:-2], place - 1, path[-1]))) if isinstance(place, int) else None
    if earlier and moment < earlier:
        message = f"{dotted(path)} is before the entry above it: {value}, that one {earlier.isoformat()}"
        return Refusal(path, message, "entries stand in the order they were made; `back` goes to the one above")
    return None


def _no_file(form: Form, answers: Answers, path: Path, value: Any, schema: Schema) -> Refusal | None:
    """Refuse a document that does not lie where the record says."""
    document = schema_at(form.kind, path[:-1]) if path[-1] in ("file", "sha256") else None
    if not document or "sha256" not in document.get("properties", {}):
        return None
    if path[-1] == "file":
        missing = not form.hash_of(value)
        return Refusal(path, f"there is no file {value} beside the records", "put it there first") if missing else None
    found = form.hash_of(str(answers.get((*path[:-1], "file"))))
    return (
        Refusal(path, f"the SHA-256 of the file is {found}", "leave it at what is proposed") if found != value else None
    )


def _no_key(kind: str, path: Path) -> Refusal:
    """Return the refusal of a path that leads nowhere, with the keys at the place where it does."""
    depth = next(length for length in range(len(path)) if schema_at(kind, path[: length + 1]) is None)
    known, key = keys_at(kind, path[:depth]), path[depth]
    where = f" in {dotted(path[:depth])}" if depth else f" in a record {kind}"
    otherwise = f"allowed there: {listed(known)}" if known else "it is a single value, or a list: write [0] behind it"
    return Refusal(path, f"unknown key `{key}`{where}", suggestion(key, known, otherwise))


def _against_schema(data: Mapping[str, Any]) -> Iterator[Refusal]:
    for verdict in conforms(Map(data), "record.schema.json"):
        yield Refusal(verdict.path, verdict.message, verdict.hint)


# what is proposed


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


def _fitting(form: Form, answers: Answers) -> list[str]:
    """Return the instruments of the right kind that are calibrated, none for a record that needs none of a kind."""
    wanted = schema_of(form.kind).get("x-instrument", ())
    right: list[Instrument] = [tool for tool in form.site.instruments.values() if tool.kind in wanted]
    return [tool.tag for tool in right if not doubt(form, answers, ("instrument",), tool.tag)]


def _result(form: Form, answers: Answers) -> str | None:
    """Return the result that the values so far have: a value outside its limit or a failed line is a fail."""
    try:
        data = {**data_of(form, answers), "result": "pass"}
        made = record("entered", Map(data))
    except (KeyError, TypeError, ValueError):  # a value is still missing
        return None
    if isinstance(made, FibreEndFace):
        return "pass" if made.attempts[-1].result == "clean" else None
    return "pass" if made.passed and all(map(_inside, judged(made))) else "fail"


def _inside(found: Any) -> bool:
    low, high = found.limit.minimum, found.limit.maximum
    slack = TOLERANCE * abs(found.value)
    return (low is None or found.value >= low - slack) and (high is None or found.value <= high + slack)


_REPEATED = ("limit", "criteria", "cleaner", "tool", "solvent", "organisation")
"""Keys that are alike from one entry to the next and from one record to the next; a measured value never is."""


def _as_before(form: Form, answers: Answers, path: Path) -> Any:
    """Return what the entry above says at the same place, else the newest record of the kind."""
    if not any(key in _REPEATED for key in path):
        return None
    place = next((index for index, step in enumerate(path) if isinstance(step, int)), None)
    if place is not None and path[place]:
        return answers.get((*path[:place], int(path[place]) - 1, *path[place + 1 :]))
    same: list[Record] = [each for each in in_force(form.site.records.values()) if each.kind == form.kind]
    return flat(same[-1].data).get(path) if same else None
