"""The settings of several devices of one type side by side, for those that no register takes."""

from collections.abc import Sequence
from dataclasses import dataclass

from plantwright.report.marks import Mark, worst
from plantwright.report.text import Cell, joined
from plantwright.report.views.settings import Setting, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """One setting of several devices of a type; `intended` and `checks` have an entry for each of them."""

    code: str
    title: str
    original: str
    default: Cell
    intended: tuple[Cell, ...]
    unit: str
    check: Mark | None
    notes: tuple[str, ...]
    stated: bool
    revised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredSettings:
    """The settings of devices of one type that no register takes, side by side."""

    tags: tuple[str, ...]
    type_title: str
    language: str
    rows: tuple[Entered, ...]
    notes: tuple[tuple[str, str, str], ...]
    deployed: str
    recorded: str
    more: str
    cited: str


def entered(every: Sequence[Settings]) -> EnteredSettings:
    """Put the settings of several devices of one type side by side."""
    first = every[0]
    return EnteredSettings(
        tags=tuple(each.tag for each in every),
        type_title=first.type_title,
        language=first.language,
        rows=tuple(_entered(rows) for rows in zip(*(each.rows for each in every), strict=True)),
        notes=tuple({note[0]: note for each in every for note in each.notes}.values()),
        deployed=first.deployed,
        recorded=joined(*(each.recorded for each in every), by=" "),
        more=first.more,
        cited=next((each.cited for each in every if each.cited), ""),
    )


def _entered(rows: Sequence[Setting]) -> Entered:
    first = rows[0]
    return Entered(
        code=first.code,
        title=first.title,
        original=first.original,
        default=first.default,
        intended=tuple(row.intended for row in rows),
        unit=first.unit,
        check=worst(row.check for row in rows if row.check),
        notes=tuple(dict.fromkeys(note for row in rows for note in row.notes)),
        stated=any(row.stated for row in rows),
        revised=any(row.revised for row in rows),
    )
