"""The lines of a procedure in a blank record: what is asked for, its limit, and the fields of the answer."""

from dataclasses import dataclass

from plantwright.records.blank import Blank, asks_for, name_of
from plantwright.records.questions import schema_at
from plantwright.report.language import text
from plantwright.report.text import NOT_APPLICABLE, SPACE, is_word, joined, number, span
from plantwright.report.views.blank_fields import Box, choices_of, plain_key
from plantwright.site.catalog import Fact
from plantwright.site.procedures import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A line of a procedure. `boxes`: result, value and reason, without a name where a line does not ask for it."""

    id: str
    text: str
    who: str
    hold: bool
    limit: str
    source: str
    unit: str
    boxes: tuple[Box, ...]


def line_rows(blank: Blank) -> tuple[LineRow, ...]:
    """Return the lines that a record proves, in their order."""
    return tuple(_row(blank, place, line) for place, line in enumerate(blank.lines))


def _row(blank: Blank, place: int, line: Line) -> LineRow:
    limit = line.limit
    source = str(limit.source) if limit else str(line.source)
    return LineRow(
        id=line.id,
        text=text(line.text),
        who=text(line.who),
        hold=line.hold,
        limit=_limit(limit) if limit else NOT_APPLICABLE,
        source=source,
        unit=_unit(limit) if limit else "",
        boxes=tuple(_check_box(blank, place, line, key) for key in ("result", "value", "reason")),
    )


def _limit(fact: Fact) -> str:
    """Return the limit of a line, the words in it translated where it is printed."""
    if fact.min is None and fact.max is None:
        return joined(joined(*map(number, fact.values)) or number(fact.value), _unit(fact), by=SPACE)
    return span(fact.min, fact.max, fact.unit)


def _unit(fact: Fact) -> str:
    return text(fact.unit) if is_word(fact.unit) else fact.unit


def _check_box(blank: Blank, place: int, line: Line, key: str) -> Box:
    """Return the field of a line; one that the line does not ask for has no name."""
    path = ("checks", place, key)
    if blank.kind != "checklist" or key not in asks_for(line):
        return Box(name="", tip="")
    choices = choices_of((schema_at(blank.kind, path) or {}).get("enum", ()))
    return Box(name=name_of(blank, path), tip=joined(line.id, plain_key(key), by=" "), choices=choices)
