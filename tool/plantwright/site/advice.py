"""What to write instead of a value of the wrong kind: 12.5 for `12,5`, true for `yes`, quotes for a serial number."""

import math
from collections.abc import Sequence
from typing import Any

from plantwright.site.wording import bare

_MEANINGS = {
    **dict.fromkeys(("true", "yes", "on", "y"), "true"),
    **dict.fromkeys(("false", "no", "off", "n"), "false"),
}


def whole_number(value: float) -> str:
    """Return what to write instead of a number with decimals."""
    low = math.floor(value)
    return f"write {low}" if value == low else f"write {low} or {low + 1}"


def near_step(value: float, step: float) -> str:
    """Return the two multiples of a step around a value."""
    digits = len(str(step).partition(".")[2])
    low = math.floor(value / step) * step
    return f"write {round(low, digits)} or {round(low + step, digits)}"


def other_kind(value: Any, wanted: Sequence[str]) -> str:
    """Return what to write instead of a value, where the schema wants one of the JSON types `wanted`."""
    if value is None:
        return "give it a value, or remove the key"
    if "boolean" in wanted and isinstance(value, str):
        meaning = _MEANINGS.get(value.lower(), "true or false")
        return f"write {meaning}, without quotes"
    if isinstance(value, str) and not {"number", "integer"}.isdisjoint(wanted):
        return _number_meant(value, whole="number" not in wanted)
    if isinstance(value, float) and "string" in wanted:
        return f"put it in quotes as it should read; as a number it is {bare(value)}, without zeros at its end"
    single = not isinstance(value, dict | list)
    return {
        "string": f'put it in quotes: "{bare(value)}"' if single else "write a single text",
        "array": f"put it in brackets: [{bare(value)}]" if single else "write a list: [a, b]",
        "object": "write `key: value` lines, indented below it",
        "boolean": "write true or false, without quotes",
    }.get(wanted[0], "write a single number")


def _number_meant(text: str, *, whole: bool) -> str:
    """Return the number a text stands for: `12,5`, `1e3`, `150 A`; where it must be whole, the nearest."""
    first, _, rest = text.strip().partition(" ")
    for reading in (first, first.replace(",", "."), first.replace("'", "")):
        number = _finite(reading)
        if number is not None:
            unit = "; the unit stands in the key" if rest else ", without quotes"
            return f"{whole_number(number) if whole or number == int(number) else f'write {number}'}{unit}"
    return "write a number, without unit"


def _finite(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
