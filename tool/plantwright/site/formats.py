"""What `pattern`, `format` and `x-step` mean in our schemas, for the quick check and for jsonschema alike."""

import datetime
import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache


@lru_cache(maxsize=256)
def pattern(expression: str) -> Callable[[str], object]:
    """Return the search of a pattern; its `$` is the end of the text, never the place before a last line break."""
    anchored = expression[:-1] + r"\Z" if expression.endswith("$") else expression
    return re.compile(anchored).search


def is_date(text: str) -> bool:
    """Return whether a text is a real day, YYYY-MM-DD."""
    try:
        return len(text) == 10 and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def is_date_time(text: str) -> bool:
    """Return whether a text is a real moment with its zone, for example 2026-10-12T09:12:00+02:00."""
    try:
        return datetime.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def is_host(text: str) -> bool:
    """Return whether a text can be a host: of digits and dots an IPv4 address, else it may be a name."""
    parts = text.split(".")
    if not all(part.isdecimal() for part in parts):
        return True
    return len(parts) == 4 and all(len(part) <= 3 and int(part) <= 255 for part in parts)


FORMATS: Mapping[str, Callable[[str], bool]] = {"date": is_date, "date-time": is_date_time, "host": is_host}
"""The formats our schemas may use."""


def on_grid(value: float, step: float) -> bool:
    """Return whether a decimal number is a multiple of a decimal step: 0.3 is one of 0.1."""
    return math.isfinite(value) and Decimal(repr(value)) % Decimal(repr(step)) == 0
