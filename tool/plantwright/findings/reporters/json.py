"""Findings for machines: one JSON document, the form of which `format_version` names."""

import json
from collections.abc import Sequence
from typing import Any

from plantwright import __version__
from plantwright.findings.checked import Checked, CheckedSite, RuleFacts
from plantwright.findings.verdict import Verdict, pointer

FORMAT_VERSION = 1


def report(checked: Checked) -> str:
    """Return one document for all sites: that of the site when there is one, else a list under `sites`."""
    each = [document(site, checked.switched_off) for site in checked.sites]
    return dumps(each[0] if len(each) == 1 else {**_head(), "sites": each})


def document(site: CheckedSite, switched_off: Sequence[RuleFacts]) -> dict[str, Any]:
    """Return the document of one site as plain data."""
    return {**heading(site, switched_off), "verdicts": [verdict_data(verdict) for verdict in site.verdicts]}


def heading(site: CheckedSite, switched_off: Sequence[RuleFacts]) -> dict[str, Any]:
    """Return what is told of a site before its verdicts; `switched_off` holds the ids of the rules that did not run."""
    return {
        **_head(),
        "site": site.name,
        "summary": dict(site.count()),
        "switched_off": [rule.id for rule in switched_off],
    }


def _head() -> dict[str, Any]:
    return {"format_version": FORMAT_VERSION, "tool_version": __version__}


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
