"""Findings in the Static Analysis Results Interchange Format: SARIF 2.1.0 (OASIS), for code scanning."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from plantwright import __version__
from plantwright.findings.checked import Checked, CheckedSite, Fault, RuleFacts, faults
from plantwright.findings.reporters.json import dumps, verdict_data
from plantwright.findings.verdict import Location, Outcome, Severity, Verdict, pointer

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_TOP = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}

Object = dict[str, Any]


def report(checked: Checked) -> str:
    """Return one run over all sites.

    Faults are results, waived ones with a suppression. What was not checked is a notification, and how many verdicts
    passed or do not apply stands in the properties of the run.
    """
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(checked)]})


def _run(checked: Checked) -> Object:
    rules = _declared(checked)
    index = {rule.id: number for number, rule in enumerate(rules)}
    found = faults(checked, lambda verdict: verdict.outcome in (Outcome.FAIL, Outcome.WAIVED))
    driver = {
        "name": "plantwright",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_descriptor(rule) for rule in rules],
    }
    return {
        "tool": {"driver": driver},
        "language": "en",
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_TOP: {"description": {"text": "The top of the repository."}}},
        "invocations": [_invocation(checked, index)],
        "results": [_result(fault, index) for fault in found],
        "properties": {"sites": {site.name: dict(site.count()) for site in checked.sites}},
    }


def _declared(checked: Checked) -> list[RuleFacts]:
    """Return every rule that ran, was switched off, or has a verdict, once, by id.

    Where no site was loaded, none of the rules on the design ran.
    """
    loaded = any(site.loaded for site in checked.sites)
    ran = [rule for rule in checked.rules if loaded or not rule.of_design]
    told = [verdict for site in checked.sites for verdict in site.verdicts]
    seen = [RuleFacts(id=each.rule, name=each.name, title=each.name, why=each.message) for each in told]
    every = {rule.id: rule for rule in (*seen, *ran, *checked.switched_off)}
    return [every[each] for each in sorted(every)]


def _descriptor(rule: RuleFacts) -> Object:
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": _sentence(rule.title)},
        "fullDescription": {"text": _sentence(rule.why)},
        "help": {"text": _help(rule), "markdown": _help(rule, "**")},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "problem.severity": _PROBLEMS[rule.severity],
            "precision": "very-high",
            "tags": [rule.group, *rule.refs],
        },
    }


def _help(rule: RuleFacts, mark: str = "") -> str:
    waiver = "may be waived with a reason, a name and an expiry" if rule.waivable else "may not be waived"
    parts = [
        rule.why,
        f"{mark}How to mend:{mark} {_sentence(rule.mend[:1].upper() + rule.mend[1:])}" if rule.mend else "",
        f"{mark}Source:{mark} {rule.source}" if rule.source else "",
        f"{mark}Waiver:{mark} {waiver}",
        f"{mark}More:{mark} plantwright explain {rule.id}",
    ]
    return "\n\n".join(filter(None, parts))


def _invocation(checked: Checked, index: Mapping[str, int]) -> Object:
    every = [(site, verdict) for site in checked.sites for verdict in site.verdicts]
    unknown = [_notification(checked, *each, index) for each in every if each[1].outcome is Outcome.NOT_CHECKED]
    off = [
        {"descriptor": {"id": rule.id, "index": index[rule.id]}, "configuration": {"enabled": False}}
        for rule in checked.switched_off
    ]
    return {
        "executionSuccessful": not any(verdict.broken for _, verdict in every),
        "ruleConfigurationOverrides": off,
        "toolExecutionNotifications": [*unknown, *(_not_judged(site) for site in checked.sites if not site.loaded)],
    }


def _not_judged(site: CheckedSite) -> Object:
    text = f"{site.name} was not loaded: the rules on the design did not run on it."
    return {"level": "note", "message": {"text": text}, "properties": {"site": site.name}}


def _notification(checked: Checked, site: CheckedSite, verdict: Verdict, index: Mapping[str, int]) -> Object:
    place = verdict.location
    top = place and Location(file=checked.from_top(place.file), line=place.line, column=place.column)
    return {
        "level": "error" if verdict.broken else "note",
        "message": _message(verdict, "not checked: "),
        "associatedRule": {"id": verdict.rule, "index": index[verdict.rule]},
        "locations": [_location(top, verdict)] if top else [],
        "properties": {"site": site.name},
    }


def _result(fault: Fault, index: Mapping[str, int]) -> Object:
    verdict = fault.verdict
    left_out = ("rule", "name", "severity", "message", "file", "line", "column")
    told = {key: value for key, value in verdict_data(verdict).items() if key not in left_out}
    facts = {key: value for key, value in told.items() if value not in (None, "", [])}
    return {
        "ruleId": verdict.rule,
        "ruleIndex": index[verdict.rule],
        "kind": "fail",
        "level": _LEVELS[verdict.severity],
        "message": _message(verdict),
        "locations": [_location(fault.place, verdict)],
        "partialFingerprints": {
            "plantwright/v1": fault.fingerprint,
            "primaryLocationLineHash": fault.fingerprint,  # the only one that GitHub reads
        },
        "suppressions": list(_suppressions(fault)),
        "properties": {"site": fault.site.name, **facts},
    }


def _suppressions(fault: Fault) -> Iterator[Object]:
    tag = fault.verdict.waiver
    if not tag:
        return
    waiver = fault.site.waivers.get(tag)
    told = f": {waiver.reason} (approved by {waiver.approved_by}, until {waiver.expires})" if waiver else ""
    yield {"kind": "external", "status": "accepted", "justification": f"waiver {tag}{told}"}


def _message(verdict: Verdict, before: str = "") -> Object:
    """Return the message; `[text](target)` would be read as a link, so that a space comes between (SARIF 3.11.6)."""
    label = f"{verdict.object}: " if verdict.object else ""
    sentences = [f"{label}{before}{verdict.message}", f"Next: {verdict.hint}" if verdict.hint else ""]
    return {"text": " ".join(_sentence(each) for each in sentences if each).replace("](", "] (")}


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _location(place: Location, verdict: Verdict) -> Object:
    location: Object = {
        "physicalLocation": {
            "artifactLocation": _artifact(place.file),
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    }
    if verdict.object:
        qualified = pointer(verdict.path) or verdict.object
        location["logicalLocations"] = [{"name": verdict.object, "fullyQualifiedName": qualified}]
    return location


def _artifact(file: str) -> Object:
    return {"uri": f"file://{quote(file)}"} if file.startswith("/") else {"uri": quote(file), "uriBaseId": _TOP}
