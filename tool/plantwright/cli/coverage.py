"""`plantwright rules --coverage`: where every entry of the catalogue lives, as a table or as JSON."""

from collections.abc import Sequence
from typing import Any

from plantwright.cli import screen
from plantwright.findings.reporters.json import FORMAT_VERSION, dumps
from plantwright.findings.verdict import Source
from plantwright.rules.catalogue import catalogue
from plantwright.rules.coverage import ONLY_STATED, Covered, Status, all_homes, by_home, coverage, summary
from plantwright.rules.registry import registry
from plantwright.site.catalog import shipped_types
from plantwright.site.procedures import shipped_procedures

SHOWN = 4
"""So many places stand in a line of the table; the JSON has all."""


def covered(beginnings: Sequence[str] = ()) -> tuple[Covered, ...]:
    """Return the entries whose ids begin with one of these, all without any, with their homes."""
    homes = all_homes(registry().values(), shipped_types().values(), shipped_procedures().values())
    wanted = tuple(each.upper() for each in beginnings) or ("",)
    return tuple(row for row in coverage(catalogue(), homes) if row.entry.id.startswith(wanted))


def as_json(rows: Sequence[Covered]) -> str:
    """Return the whole table as one document."""
    counted = {"summary": dict(summary(rows)), "homes": dict(by_home(rows))}
    return dumps({"format_version": FORMAT_VERSION, **counted, "entries": [_data(row) for row in rows]})


def as_text(rows: Sequence[Covered]) -> str:
    """Return the table, then the counts by group and by home."""
    head = ("entry", "kind", "status", "where it lives, or why not")
    lines = screen.table(head, [(row.entry.id, row.entry.kind, str(row.status), _where(row)) for row in rows])
    places = screen.table(("held by", "entries"), [(kind, str(count)) for kind, count in by_home(rows).items()], (1,))
    return "\n".join((*lines, "", *_groups(rows), "", *places, "")) + "\n"


def _groups(rows: Sequence[Covered]) -> list[str]:
    groups = list(dict.fromkeys(row.entry.group for row in rows))
    counted = [(group, summary(row for row in rows if row.entry.group == group)) for group in groups]
    body = [*counted, ("all", summary(rows))]
    cells = [(group, *map(str, counts.values()), str(sum(counts.values()))) for group, counts in body]
    return screen.table(("group", *map(str, Status), "all"), cells, range(1, len(Status) + 2))


def _where(row: Covered) -> str:
    names = [home.name for home in row.homes if home.kind not in ONLY_STATED]
    names = names or [home.name for home in row.homes]
    more = [f"and {len(names) - SHOWN} more"] if len(names) > SHOWN else []
    places = ", ".join((*names[:SHOWN], *more))
    return "; ".join(filter(None, (places, row.entry.reason)))


def _data(row: Covered) -> dict[str, Any]:
    entry = row.entry
    return {
        "id": entry.id,
        "kind": entry.kind,
        "statement": entry.statement,
        "source": [_source(source) for source in entry.sources],
        "status": str(row.status),
        "reason": entry.reason,
        "homes": [{"kind": str(home.kind), "name": home.name} for home in row.homes],
    }


def _source(source: Source) -> dict[str, str]:
    return {
        "document": source.document,
        "clause": source.clause,
        "lines": source.lines,
        "provenance": source.provenance,
    }
