"""The fields of a blank record: what stands beside each, what may be chosen, and what is printed into it."""

from collections.abc import Iterable
from dataclasses import dataclass

from plantwright.records.blank import MOMENT, Blank, Entry, name_of, printed
from plantwright.records.questions import schema_of
from plantwright.report.language import text
from plantwright.report.text import joined, word
from plantwright.report.views.belonging import home_of
from plantwright.site.model import Site
from plantwright.site.published import Schema
from plantwright.site.tasks import PLANT

_MOMENT = dict(zip(MOMENT, ("YYYY-MM-DD", "hh:mm", "+hh:mm"), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value that may be chosen: its code in the record, and the words for it."""

    code: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A field: its `name` in the form, the words shown beside it, what is printed into it, and what may be chosen.

    `words` are what stands on paper for the printed text.
    """

    name: str
    tip: str
    text: str = ""
    words: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A single value: `hint` says what is allowed, `boxes` are its parts, `needed` that it cannot be left out."""

    label: str
    hint: str
    boxes: tuple[Box, ...]
    needed: bool


def value_of(site: Site, blank: Blank, entry: Entry) -> Value:
    """Return a single value of a record; a moment has a field for its date, its clock and its zone."""
    label = joined(*map(plain_key, entry.path[:-1]), words_of(entry.schema), by=": ")
    if entry.schema.get("format") == "date-time":
        boxes = tuple(
            Box(name=f"{name_of(blank, entry.path)}.{part}", tip=joined(text(part), form, by=": "))
            for part, form in _MOMENT.items()
        )
        return Value(label=label, hint="  ".join(_MOMENT.values()), boxes=boxes, needed=entry.required)
    box = box_of(site, blank, entry, label)
    return Value(label=label, hint=hint_of(entry.schema), boxes=(box,), needed=entry.required)


def box_of(site: Site, blank: Blank, entry: Entry, tip: str) -> Box:
    """Return the field of a value, with what the site or the last record prints into it."""
    choices = _choices(site, blank, entry)
    told = printed(site, blank, entry.path)
    words = next((each.words for each in choices if each.code == told), told)
    return Box(name=name_of(blank, entry.path), tip=tip, text=told, words=words, choices=choices)


def tip_of(number: int, entry: Entry) -> str:
    """Return the words beside a field of a list, in the row of a number."""
    return joined(str(number), words_of(entry.schema), by=": ")


def _choices(site: Site, blank: Blank, entry: Entry) -> tuple[Choice, ...]:
    """Return what may be chosen for a value: tags that can be meant, or the codes of its schema."""
    key = entry.path[-1]
    if key == "instrument":
        wanted = schema_of(blank.kind).get("x-instrument", ())
        return tuple(
            Choice(code=tag, words=tag) for tag, tool in site.instruments.items() if not wanted or tool.kind in wanted
        )
    if key == "object" and blank.object != PLANT:
        near = (tag for tag in site.tags() if home_of(site, tag) == home_of(site, blank.object))
        return tuple(Choice(code=tag, words=tag) for tag in near)
    if key == "probe":
        return tuple(Choice(code=tag, words=tag) for tag in site.probes)
    if entry.schema.get("type") == "boolean":
        return choices_of(("yes", "no"))
    return choices_of(entry.schema.get("enum", ()))


def choices_of(codes: Iterable[object]) -> tuple[Choice, ...]:
    """Return codes of a record as choices in words."""
    return tuple(Choice(code=str(each), words=word(str(each))) for each in codes)


def hint_of(schema: Schema) -> str:
    """Return what is allowed, empty where the words of a value say it."""
    if schema.get("type") == "array":
        return text("sizes; 0: none")
    if schema.get("type") == "boolean":
        return joined(text("yes"), text("no"))
    if schema.get("format") == "date":
        return "YYYY-MM-DD"
    if schema.get("format") == "date-time":
        return "hh:mm"
    return joined(*(each.words for each in choices_of(schema.get("enum", ()))))


def plain_key(key: str | int) -> str:
    """Return the key of a map of values as words, without the unit at its end: `highest current`."""
    words = str(key).split("_")
    return word(" ".join(words[:-1] if words[-1] in ("a", "c", "v") else words))


def words_of(schema: Schema) -> str:
    """Return what a value is; the form of a date stands below it."""
    return text(str(schema.get("description", "")).replace("`", "").partition(": YYYY")[0].rstrip("."))
