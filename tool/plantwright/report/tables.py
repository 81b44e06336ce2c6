"""Tables for other programs: plain values under plain names, as CSV and JSON; the same bytes for the same input."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

Value = str | int | float | bool | None


class Table(NamedTuple):
    """A table: `columns` are names as in the site format, with the unit at their end; None is "not stated"."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def as_csv(table: Table) -> bytes:
    """Return a table as CSV (RFC 4180, UTF-8) with a head; an empty field is not stated, texts are as they are."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(table.columns)
    writer.writerows([_plain(value) for value in row] for row in table.rows)
    return text.getvalue().encode()


def as_json(about: Mapping[str, object], tables: Sequence[Table]) -> bytes:
    """Return tables as one JSON object, each a list of objects under its name, after what is said `about` them."""
    listed = {table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows] for table in tables}
    return (json.dumps({**about, "tables": listed}, ensure_ascii=False, indent=1) + "\n").encode()


def _plain(value: Value) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
