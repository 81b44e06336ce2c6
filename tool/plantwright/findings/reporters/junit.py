"""Findings as JUnit XML: every verdict is a test case, every site a suite."""

import re
from collections import Counter
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from plantwright.findings.checked import Checked, CheckedSite, RuleFacts, place_of
from plantwright.findings.reporters.text import numbers
from plantwright.findings.verdict import Outcome, Verdict

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no character of XML 1.0 (section 2.2)."""


def report(checked: Checked) -> str:
    """Return the suites.

    A fault is a failure of the type of its severity, a rule that broke an error; what does not apply, was not checked
    or is waived is skipped and says why.
    """
    verdicts = [verdict for site in checked.sites for verdict in site.verdicts]
    root = _element("testsuites", name="plantwright", **_totals(verdicts))
    root.extend(_suite(checked, site) for site in checked.sites)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(checked: Checked, site: CheckedSite) -> ET.Element:
    suite = _element("testsuite", name=site.name, **_totals(site.verdicts))
    if checked.switched_off:
        suite.append(_properties(checked.switched_off))
    seen: Counter[tuple[str, str]] = Counter()
    for verdict in site.verdicts:
        seen[verdict.rule, verdict.object] += 1
        suite.append(_case(checked, site, verdict, seen[verdict.rule, verdict.object]))
    return suite


def _properties(switched_off: Sequence[RuleFacts]) -> ET.Element:
    properties = _element("properties")
    properties.append(_element("property", name="switched_off", value=" ".join(rule.id for rule in switched_off)))
    return properties


def _totals(verdicts: Sequence[Verdict]) -> dict[str, object]:
    kinds = Counter(_kind(verdict) for verdict in verdicts)
    return {
        "tests": len(verdicts),
        "failures": kinds["failure"],
        "errors": kinds["error"],
        "skipped": kinds["skipped"],
    }


def _kind(verdict: Verdict) -> str:
    if verdict.broken:
        return "error"
    return {Outcome.PASS: "", Outcome.FAIL: "failure"}.get(verdict.outcome, "skipped")


def _case(checked: Checked, site: CheckedSite, verdict: Verdict, number: int) -> ET.Element:
    place = place_of(checked, site, verdict)
    name = (verdict.object or "the site") + (f" ({number})" if number > 1 else "")
    case = _element("testcase", classname=f"{verdict.rule} {verdict.name}", name=name, file=place.file, line=place.line)
    kind = _kind(verdict)
    if kind:
        case.append(_told(kind, verdict))
    return case


def _told(kind: str, verdict: Verdict) -> ET.Element:
    if kind == "skipped":
        why = f"waived by {verdict.waiver}" if verdict.waiver else str(verdict.outcome)
        return _element(kind, message=f"{why}: {verdict.message}")
    told = _element(kind, type=str(verdict.severity), message=verdict.message)
    told.text = _xml("\n".join(_details(verdict)))
    return told


def _details(verdict: Verdict) -> list[str]:
    told = [
        verdict.location and str(verdict.location),
        verdict.limit is not None and numbers(verdict),
        verdict.source and f"source: {verdict.source}",
        verdict.hint and f"next: {verdict.hint}",
    ]
    return [each for each in told if each]


def _element(tag: str, **attributes: object) -> ET.Element:
    return ET.Element(tag, {name: _xml(str(value)) for name, value in attributes.items()})


def _xml(text: str) -> str:
    return _NOT_XML.sub("", text)
