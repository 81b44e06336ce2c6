"""Writes plain data as YAML in block style, the same text for the same data, which reads back equal."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from plantwright.frozen import dataclass
from plantwright.site.builder import MAX_DEPTH
from plantwright.site.characters import excerpt, hidden, name
from plantwright.site.scalars import DIGITS, plain
from plantwright.site.tree import MERGE_KEY

KEY_LENGTH = 250
"""Characters of a key; YAML looks no further than 1,024 for the colon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarked:
    """The value of a key with a remark behind it; with `left_out` the whole entry is a comment, None for no value."""

    value: Any
    remark: str
    left_out: bool = False


def dump(value: Mapping[str, Any], comment: str = "") -> str:
    """Return a map as YAML text in the order of its keys, below the lines of `comment`; values may be Remarked.

    Strings are quoted where they would be read as something else or be refused. Raises TypeError for a value that is
    no plain data, and ValueError for one that cannot be read back: hidden characters, numbers that are not finite or
    have too many digits, keys that are long or not in Unicode normal form C, deep nesting.
    """
    remarks = [f"# {line}".rstrip() for line in _all_visible(comment).split("\n")] if comment else []
    return "\n".join([*remarks, *_lines(value, 1), ""])


def _lines(value: Any, depth: int) -> list[str]:
    """Return a value as lines; all but a filled map or list begin on the line of their key."""
    if depth > MAX_DEPTH and _is_collection(value):
        raise ValueError(f"maps and lists are nested more than {MAX_DEPTH} levels deep")
    if isinstance(value, Mapping):
        lines = [line for key, item in value.items() for line in _entry(key, item, depth)]
        return lines if _is_filled(value) else ["{}", *lines]
    if _is_collection(value):
        return [line for item in value for line in _item(item, depth)] or ["[]"]
    if isinstance(value, str) and _reads_well_as_block(value):
        return ["|" if value.endswith("\n") else "|-", *_all_visible(value).removesuffix("\n").split("\n")]
    return [_scalar(value)]


def _entry(key: Any, value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, Remarked):
        yield from _remarked(key, value, depth)
        return
    lines = _lines(value, depth + 1)
    if _is_collection(value) and _is_filled(value):
        yield f"{_key(key)}:"
    else:
        yield f"{_key(key)}: {lines.pop(0)}"
    yield from (f"  {line}".rstrip() for line in lines)


def _remarked(key: Any, value: Remarked, depth: int) -> Iterator[str]:
    """Yield an entry with its remark behind the first line, every line a comment when it is left out."""
    first, *rest = _entry(key, value.value, depth)
    first = first.removesuffix(" null") if value.left_out else first
    for line in (f"{first}  # {' '.join(_all_visible(value.remark).split())}", *rest):
        yield f"# {line}" if value.left_out else line


def _is_filled(value: Any) -> bool:
    return any(map(_counts, value.values())) if isinstance(value, Mapping) else bool(value)


def _counts(value: Any) -> bool:
    return not (isinstance(value, Remarked) and value.left_out)


def _item(value: Any, depth: int) -> Iterator[str]:
    first, *rest = _lines(value, depth + 1)
    yield f"- {first}"
    yield from (f"  {line}".rstrip() for line in rest)


def _is_collection(value: Any) -> bool:
    return isinstance(value, Mapping | Sequence) and not isinstance(value, str | bytes | bytearray)


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key is text, not {type(key).__name__}")
    if key == MERGE_KEY:
        raise ValueError(f"a key may not be called {MERGE_KEY}")
    if len(key) > KEY_LENGTH:
        raise ValueError(f"the key {excerpt(key)} is longer than {KEY_LENGTH} characters")
    import unicodedata  # seldom needed

    if not unicodedata.is_normalized("NFC", key):
        raise ValueError(f"the key {excerpt(key)} is not in Unicode normal form C")
    return _text(key)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, str):
        return _text(str(value))
    raise TypeError(f"a {type(value).__name__} cannot be written as YAML; write text, numbers, lists and maps")


def _integer(value: int) -> str:
    if abs(value) < 10**DIGITS:
        return str(int(value))
    if 0 <= value < 2**64:
        return f"0x{value:X}"
    raise ValueError(f"a number of {value.bit_length()} bits is too long to be written")


def _float(value: float) -> str:
    if not math.isfinite(value) or abs(value) >= 10**DIGITS:
        raise ValueError(f"the number {value} cannot be written; it must be finite and have at most {DIGITS} digits")
    digits = format(Decimal(repr(float(value))), "f")
    return digits if "." in digits else f"{digits}.0"


def _text(text: str) -> str:
    _all_visible(text)
    if _NEEDS_NO_QUOTES(text) and plain(text) == text:
        return text
    escaped = re.sub(r'[\\"\n\r\t]', lambda match: _ESCAPES[match[0]], text)
    return f'"{escaped}"'


def _reads_well_as_block(text: str) -> bool:
    return "\n" in text and _FITS_BLOCK(text) is not None


def _all_visible(text: str) -> str:
    index = next(hidden(text), None)
    if index is not None:
        raise ValueError(f"the text {excerpt(text)} holds {name(text[index])}, which a site file may not hold")
    return text


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NEEDS_NO_QUOTES = partial(re.fullmatch, r"[\w/(](?:[\w./()+%-]|:(?=[\w./])| +(?=[\w./()+%-]))*")  # compiled when used
_FITS_BLOCK = partial(re.fullmatch, r"(?:[^\s](?:[^\r\n]*[^\s])?\n+)*[^\s](?:[^\r\n]*[^\s])?\n?")
