"""Findings for machines: one JSON document, the form of which `format_version` names."""

import json
from collections.abc import Sequence
from typing import Any

from plantwright import __version__
from plantwright.findings.verdict import Verdict, count, pointer

FORMAT_VERSION = 1


def documents(sites: Sequence[tuple[str, Sequence[Verdict]]]) -> dict[str, Any]:
    """Return one document for all sites: that of the site when there is one, else a list under `sites`."""
    each = [document(name, verdicts) for name, verdicts in sites]
    return each[0] if len(each) == 1 else {"format_version": FORMAT_VERSION, "tool_version": __version__, "sites": each}


def document(site: str, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return the document of one site as plain data."""
    return {
        "format_version": FORMAT_VERSION,
        "tool_version": __version__,
        "site": site,
        "summary": dict(count(verdicts)),
        "verdicts": [verdict_data(verdict) for verdict in verdicts],
    }


def verdict_data(verdict: Verdict) -> dict[str, Any]:
    """Return one verdict as plain data; what does not apply is null."""
    source = verdict.source
    place = verdict.location
    return {
        "rule": verdict.rule,
        "name": verdict.name,
        "refs": list(verdict.refs),
        "severity": str(verdict.severity),
        "verdict": str(verdict.outcome),
        "message": verdict.message,
        "object": verdict.object,
        "value": verdict.value,
        "unit": verdict.unit,
        "limit": verdict.limit,
        "margin": verdict.margin,
        "source": source
        and {
            "document": source.document,
            "clause": source.clause,
            "lines": source.lines,
            "provenance": source.provenance,
        },
        "file": place and place.file,
        "line": place and place.line,
        "column": place and place.column,
        "pointer": pointer(verdict.path),
        "hint": verdict.hint,
        "waiver": verdict.waiver or None,
    }


def dumps(data: Any) -> str:
    """Return plain data as JSON text; NaN cannot occur and would be refused."""
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
