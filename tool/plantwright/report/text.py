"""How numbers and quantities are written in documents: the same in every language and on every machine."""

import math
import re
from collections.abc import Iterable
from dataclasses import Field, dataclass, replace
from typing import Any, ClassVar, Protocol, TypeVar

from plantwright.findings.verdict import MINUS, Quantity, signed
from plantwright.report.language import Text, linked, text

NOT_APPLICABLE = "—"
NOT_DONE = text("not done")
SITE_FILES = text("site files")
_CODE = re.compile(r"[a-z]{2,}([- ][a-z]+)*")  # of a schema or a device type, such as keypad-and-external
_UNIT_WORD = re.compile(r"[a-z]{5,}|use|end faces")
SPACE = "\u202f"  # narrow and without a line break
_SIGNS = dict.fromkeys(map(ord, f"{SPACE}{MINUS}±"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value in a column aligned on the point: `ghost` is the invisible rest that brings the points together."""

    text: str
    ghost: str = ""


def number(value: Quantity, significant: int = 10) -> str:
    """Return a value as text: `0.5`, `−3`, `12 345`; the words of a name stand apart, None becomes a dash."""
    if value is None:
        return NOT_APPLICABLE
    if isinstance(value, bool):
        return text("yes") if value else text("no")
    if isinstance(value, str):
        return word(value)
    if not math.isfinite(value):
        return "∞" if value > 0 else MINUS + "∞"
    return signed(_grouped(_decimal(value, significant)))


def word(code: str) -> str:
    """Return a code as words that are translated: `one end` for `one-end`; tags, names and numbers stay."""
    return text(code.replace("-", " ")) if _CODE.fullmatch(code) else code


def _decimal(value: float, significant: int) -> str:
    """Return a number without an exponent, rounded to `significant` digits but never left of the point."""
    if value == 0:
        return "0"
    digits = max(0, significant - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grouped(text: str) -> str:
    """Group the digits left of the point by three when there are five or more (ISO 80000-1)."""
    whole, point, rest = text.partition(".")
    if len(whole.lstrip("-")) < 5:
        return text
    return f"{int(whole):,}".replace(",", SPACE) + point + rest


def quantity(value: Quantity, unit: str = "", significant: int = 10) -> str:
    """Return a value with its unit, which never stands on the next line."""
    told = number(value, significant)
    return joined(told, _unit(unit), by=SPACE) if unit and value is not None else told


def is_word(unit: str) -> bool:
    """Return whether a unit is a word that is translated, such as `attempts`; all others are signs."""
    return bool(_UNIT_WORD.fullmatch(unit))


def _unit(unit: str) -> str:
    return text(unit) if is_word(unit) else unit


def joined(*parts: str, by: str = ", ") -> str:
    """Join the parts that are not empty; a text among them is still translated where it is printed."""
    present = tuple(part for part in parts if part)
    return linked(present, by) if any(isinstance(part, Text) for part in present) else by.join(present)


def band(low: str, high: str) -> str:
    """Return the values from one to another, or the only one of them that is known."""
    return text("{low} to {high}", low=low, high=high) if low and high else low or high


def stated(value: Quantity, unit: str) -> str:
    """Return a quantity, nothing when it is not stated."""
    return "" if value is None else quantity(value, unit)


def span(low: Quantity, high: Quantity, unit: str = "") -> str:
    """Return a band, of which one end may be open: `5 to 40 °C`, `up to 2000 m`, `25 % and more`."""
    if low == high:
        return quantity(low, unit)
    if low is None:
        return text("up to {value}", value=quantity(high, unit))
    if high is None:
        return text("{value} and more", value=quantity(low, unit))
    return text("{low} to {high}", low=number(low), high=quantity(high, unit))


def aligned(texts: Iterable[str]) -> tuple[Cell, ...]:
    """Return the cells of one column so that the decimal points of its numbers stand under each other."""
    column = tuple(texts)
    widest = max((len(_fraction(text)) for text in column), default=0)
    return tuple(Cell(text=text, ghost=_ghost(text, widest)) for text in column)


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


_Row = TypeVar("_Row", bound=_Dataclass)


def lined_up(rows: Iterable[_Row], *names: str) -> tuple[_Row, ...]:
    """Return the rows of a table with the cells of these names aligned on the point, column by column."""
    found = tuple(rows)
    for name in names:
        cells = aligned(getattr(each, name).text for each in found)
        found = tuple(replace(each, **{name: cell}) for each, cell in zip(found, cells, strict=True))
    return found


def _fraction(text: str) -> str:
    """Return the point and the digits after it."""
    return text[text.index(".") :] if _numeric(text) and "." in text else ""


def _ghost(text: str, widest: int) -> str:
    missing = widest - len(_fraction(text))
    if not _numeric(text) or not missing:
        return ""
    return "0" * missing if "." in text else "." + "0" * (missing - 1)


def _numeric(text: str) -> bool:
    return text.translate(_SIGNS).replace(".", "", 1).isdecimal()


def register(address: int | None) -> str:
    """Return a register address as the manuals print it, for example `1005h`."""
    return NOT_APPLICABLE if address is None else f"{address:04X}h"


def moment(at: str) -> str:
    """Return an ISO 8601 time to the second in the form `2026-10-12 09:12:00 +02:00`; other texts stay."""
    date, separator, rest = at.partition("T")
    if not separator:
        return at
    clock, zone = rest[:8], rest[8:].lstrip(".0123456789")
    return f"{date} {clock} {zone}".strip()


def short(sha256: str) -> str:
    """Return the first eight digits of a hash, enough to tell one from another by eye."""
    return sha256[:8]
