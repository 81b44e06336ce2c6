"""What a record in a form says, checked as one that is entered at the terminal, and why it cannot be kept. Pure."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from plantwright.findings.verdict import MINUS, Path
from plantwright.pdf_file import FormField
from plantwright.records.blank import MOMENT
from plantwright.records.entry import filled
from plantwright.records.form import Form, meant, moment, old_values
from plantwright.records.form_file import Entered
from plantwright.records.paths import path_of
from plantwright.records.questions import Answers, Question, schema_at, unanswered
from plantwright.records.refusals import Refusal, refusal
from plantwright.site.model import Site
from plantwright.site.procedures import Line, shipped_lines
from plantwright.site.records import corrected_by
from plantwright.site.wording import dotted

_AT: Path = ("at",)


class Wrong(NamedTuple):
    """Why something is not kept, and the field it stands in, None for what is missing."""

    refusal: Refusal
    field: FormField | None


class Taken(NamedTuple):
    """What a record in a form says: its `data`, whole where nothing is wrong, and the `answers` that can be kept."""

    entered: Entered
    data: Mapping[str, Any]
    answers: Answers
    lines: tuple[Line, ...]
    wrong: tuple[Wrong, ...]


def taken(site: Site, entered: Entered, now: datetime.datetime) -> Taken:
    """Return what a record in a form says, checked as one that is entered at the terminal."""
    lines, fields = _lines_and_fields(entered)
    old = site.records.get(entered.given.get("supersedes", ""))
    form = Form(kind=entered.kind, site=site, clock=lambda: now, lines=lines, old=old_values(old) if old else {})
    said = dict(_told(form.kind, fields))
    texts = {dotted(path): text for path, text in said.items() if not isinstance(text, Refusal)}
    values = {"object": entered.object, **entered.given, **texts}
    data, refused = filled(form, values)
    answers = {**form.old, **_fitting(form, values)}
    missing = unanswered(form.kind, answers, lines)
    told = {each.path[:-1] for each in missing}  # the schema says the same of the map around them
    every = (
        *_outdated(site, entered),
        *(each for each in said.values() if isinstance(each, Refusal)),
        *(_left_out(each) for each in missing if each.path not in said),
        *(each for each in refused if each.path not in told),
    )
    first = {each.path: each for each in reversed(every)}
    wrong = tuple(Wrong(each, _field_at(fields, each.path)) for each in reversed(first.values()))
    return Taken(entered, data, answers, lines, wrong)


def _outdated(site: Site, entered: Entered) -> Iterator[Refusal]:
    """Yield why a record cannot be corrected that a form was made for."""
    name = entered.given.get("supersedes")
    if not name:
        return
    if name not in site.records:
        yield Refusal(("supersedes",), f"there is no record {name}", "a record that was made is never removed")
    elif newer := corrected_by(site.records.values(), name):
        yield Refusal(("supersedes",), f"{name} was corrected by {newer}", f"`plantwright record correct {newer}`")


Fields = Mapping[Path, FormField]
Said = str | dict[str, Any] | Refusal


def _lines_and_fields(entered: Entered) -> tuple[tuple[Line, ...], Fields]:
    """Return the lines that were filled in, and the fields by path, the rows of lists without gaps."""
    fields = {path_of(text): field for text, field in entered.fields.items()}
    rows: dict[str, list[int]] = {}
    for key, row in sorted({(str(path[0]), int(path[1])) for path in fields if _in_list(path)}):
        rows.setdefault(key, []).append(row)
    lines = tuple(shipped_lines()[entered.lines[row]] for row in rows.get("checks", ()))
    return lines, {_closed_up(path, rows): field for path, field in fields.items()}


def _in_list(path: Path) -> bool:
    return len(path) > 1 and isinstance(path[1], int)


def _closed_up(path: Path, rows: Mapping[str, Sequence[int]]) -> Path:
    return (path[0], rows[str(path[0])].index(int(path[1])), *path[2:]) if _in_list(path) else path


def _whole(path: Path) -> Path:
    """Return the path of a value in the record: a time has three fields."""
    return path[:-1] if path[-1] in MOMENT else path


def _field_at(fields: Fields, path: Path) -> FormField | None:
    """Return the field in which a value stands, None where nothing was filled in; a list has one for all its items."""
    return next((field for each, field in fields.items() if _whole(each) == path[: len(_whole(each))]), None)


def _told(kind: str, fields: Fields) -> Iterator[tuple[Path, Said]]:
    """Yield what was filled in for each value, or why it says nothing; the items of a list each for itself."""
    empty: list[Path] = []
    others: list[Path] = []
    for path in dict.fromkeys(map(_whole, fields)):
        if (schema_at(kind, path) or {}).get("type") != "array":
            yield path, _said(kind, fields, path)
            continue
        parts = _parts(fields[path].text)
        (empty if parts in _NOTHING else others).append(path[:-1])
        if "," in fields[path].text:
            yield path, Refusal(path, "a comma stands in a list of numbers", "write them like 1.5 3 12, and 0 for none")
        elif parts not in _NOTHING:
            yield from (((*path, place), part) for place, part in enumerate(parts))
    yield from ((path, {}) for path in dict.fromkeys(empty) if path not in others)


def _parts(text: str) -> list[str]:
    return re.split(r"[;\s]+", text.strip("; \t\r\n"))


_NOTHING = (["0"], ["none"], ["-"])
"""What says in a list that it was looked at and nothing was seen."""


def _said(kind: str, fields: Fields, path: Path) -> str | Refusal:
    """Return what was filled in for a value, or why it says nothing."""
    if any((*path, part) in fields for part in MOMENT):
        return _moment(fields, path)
    if (schema_at(kind, path) or {}).get("format") == "date-time":
        return _time_of_day(fields, path)
    return fields[path].text


def _moment(fields: Fields, path: Path = _AT) -> str | Refusal:
    """Return a time from its date, time and zone; one inside a record has day and zone of the record unless stated."""
    date, clock, zone = (_part(fields, path, part) for part in MOMENT)
    hours, offset = _CLOCK(clock), _ZONE("+0" if zone.upper() in ("Z", "UTC") else zone.replace(MINUS, "-"))
    if hours and offset:
        sign, hour, minute = offset.groups()
        at = f"{date}T{_of_day(hours)}{sign}{hour:0>2}:{minute or '00'}"
        if _DAY(date) and moment(at):
            return at
    found = f"date `{date}`, time `{clock}`, zone `{zone}`"
    return Refusal(path, f"this is no time: {found}", "write it like 2026-10-12, 09:12 and +02:00")


def _part(fields: Fields, path: Path, part: str) -> str:
    stated = fields.get((*path, part)) or (fields.get((*_AT, part)) if part != "time" else None)
    return stated.text if stated else ""


def _time_of_day(fields: Fields, path: Path) -> str | Refusal:
    """Return a time inside a record; hours and minutes alone are of the day and in the zone of the record."""
    text, at = fields[path].text, _moment(fields)
    hours = _CLOCK(text)
    if hours and isinstance(at, str):
        return f"{at[:10]}T{_of_day(hours)}{at[19:]}"
    if hours or text.lower() == "now":
        return Refusal(path, f"`{text}` says no day", "fill in date, time and zone of the record, or write it in full")
    return text


_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?").fullmatch
_ZONE = re.compile(r"([+-])(\d\d?)(?::?(\d\d))?").fullmatch
_DAY = re.compile(r"\d{4}-\d\d-\d\d").fullmatch


def _of_day(clock: re.Match[str]) -> str:
    return f"{clock[1]:0>2}:{clock[2]}:{clock[3] or '00'}"


def _left_out(question: Question) -> Refusal:
    line = f" of {question.line.id}" if question.line else ""
    what = str(question.schema.get("description", "")).rstrip(".")
    return Refusal(
        question.path, f"{question.path[-1]}{line} was not filled in: {what}", "fill it in, or go on with the draft"
    )


def _fitting(form: Form, values: Mapping[str, Any]) -> Answers:
    """Return the values that can stand where they were filled in."""
    said = {path_of(text): value for text, value in values.items()}
    answers = {
        path: meant(schema_at(form.kind, path) or {}, value, form.now) if isinstance(value, str) else value
        for path, value in said.items()
    }
    return {path: value for path, value in answers.items() if refusal(form, answers, path, value) is None}
