"""What to write instead of a value of the wrong kind: 12.5 for `12,5`, true for `yes`, quotes around a serial number."""

from collections.abc import Sequence
from typing import Any

from plantwright.site.wording import shown


def whole_number(value: float) -> str:
    """Return what to write instead of a number with decimals."""
    low = int(value // 1)
    return f"write {low}" if value == low else f"write {low} or {low + 1}"


def other_kind(value: Any, wanted: Sequence[str]) -> str:
    """Return what to write instead of a value, where the schema wants one of the JSON types `wanted`."""
    if value is None:
        return "give it a value, or remove the key"
    if isinstance(value, str) and "boolean" in wanted:
        meant = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}.get(value.lower())
        return f"write {meant}, without quotes" if meant else "write true or false, without quotes"
    if isinstance(value, str) and not {"number", "integer"}.isdisjoint(wanted):
        return _number_meant(value)
    if "string" in wanted and not isinstance(value, dict | list):
        return f'put it in quotes: "{shown(value).strip("`")}"'
    if "array" in wanted and not isinstance(value, dict):
        return f"put it in brackets: [{shown(value).strip('`')}]"
    return {"object": "write one `key: value` on each line, indented below it", "array": "write [a, b], or one `- item` on each line"}.get(
        wanted[0], "write a single value here")  # fmt: skip


def _number_meant(text: str) -> str:
    """Return the number a text stands for: `12,5`, `1e3`, `150 A`."""
    first = text.strip().split(" ")[0]
    for reading in (first, first.replace(",", "."), first.replace("_", "").replace("'", "")):
        try:
            number = float(reading)
        except ValueError:
            continue
        if number - number != 0:  # not a number, or infinite
            break
        unit = "" if first == text.strip() else "; the unit stands in the key"
        return f"write {int(number) if number == int(number) else number}{unit}"
    return "write a number, without unit"
