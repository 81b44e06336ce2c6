"""Findings as a GitLab code quality report: the widget of a merge request."""

from collections.abc import Iterator
from typing import Any

from plantwright.findings.checked import Checked, Fault, faults, fingerprint, place_of, switched_off_text
from plantwright.findings.reporters.json import dumps
from plantwright.findings.verdict import Location, Severity

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def report(checked: Checked) -> str:
    """Return a list with every fault, every rule that broke, and what is switched off as information."""
    return dumps([*map(_issue, faults(checked)), *_switched_off(checked)])


def _issue(fault: Fault) -> dict[str, Any]:
    verdict = fault.verdict
    severity = "blocker" if verdict.broken else _SEVERITIES[verdict.severity]
    label = f"{verdict.rule} {verdict.object}".rstrip()
    hint = f" (next: {verdict.hint})" if verdict.hint else ""
    return _entry(f"{label}: {verdict.message}{hint}", verdict.rule, fault.fingerprint, severity, fault.place)


def _switched_off(checked: Checked) -> Iterator[dict[str, Any]]:
    told = switched_off_text(checked)
    if told and checked.sites:
        place = place_of(checked, checked.sites[0], None)
        yield _entry(told, "switched-off", fingerprint("switched-off", told), "info", place)


def _entry(text: str, rule: str, known_by: str, severity: str, place: Location) -> dict[str, Any]:
    return {
        "description": text,
        "check_name": rule,
        "fingerprint": known_by,
        "severity": severity,
        "location": {"path": place.file, "lines": {"begin": place.line}},
    }
