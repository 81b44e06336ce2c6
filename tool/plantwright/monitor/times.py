"""Spans of time and moments as a person writes them, and as the database keeps them."""

import contextlib
import datetime
import re

SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
_SPAN = re.compile(r"(\d{1,9}(?:\.\d{1,9})?) ?(s|min|h|d)")


def span_s(text: str) -> float:
    """Return the seconds of a span such as `30s`, `5 min`, `1h` or `90d`; raise ValueError when it is none."""
    found = _SPAN.fullmatch(text.strip())
    if not found or float(found[1]) <= 0:
        raise ValueError(f"{text!r} is no span of time: write 30s, 5min, 1h or 90d")
    return float(found[1]) * SECONDS[found[2]]


def before(text: str, now: datetime.datetime) -> datetime.datetime:
    """Return the moment that lies a span before `now`; raise ValueError when the text is none, or too long."""
    try:
        return now - datetime.timedelta(seconds=span_s(text))
    except OverflowError as error:
        raise ValueError(f"{text!r} reaches back before the year 1") from error


def moment(text: str, now: datetime.datetime) -> datetime.datetime:
    """Return the moment a text names: a date, a time (local without a zone), or a span before `now`."""
    with contextlib.suppress(ValueError):
        return before(text, now)
    try:
        return datetime.datetime.fromisoformat(text).astimezone(datetime.UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is no time: write 2026-10-01, 2026-10-01T08:00 or 90d") from error


def now() -> datetime.datetime:
    """Return this moment."""
    return datetime.datetime.now(tz=datetime.UTC)


def milliseconds(at: datetime.datetime) -> int:
    """Return a moment as the database keeps it: milliseconds since 1970-01-01 in UTC."""
    return round(at.timestamp() * 1000)


def from_milliseconds(at: int) -> datetime.datetime:
    """Return the moment, in UTC."""
    return datetime.datetime.fromtimestamp(at / 1000, tz=datetime.UTC)


def text_of(at: datetime.datetime, timespec: str = "seconds") -> str:
    """Return a moment with its zone, as records have it."""
    return at.isoformat(timespec=timespec)
