"""Every page of the reference, and the index that leads to them."""

from collections.abc import Iterable, Mapping

from plantwright.findings.checked import RuleFacts
from plantwright.findings.reporters.markdown import escaped, table
from plantwright.report.reference.device_page import device_page
from plantwright.report.reference.rule_page import rule_page
from plantwright.rules.frame import Rule
from plantwright.rules.select import subject
from plantwright.site.catalog import DeviceType

READING = "rules/reading.md"


def pages(rules: Mapping[str, Rule], reading: Iterable[RuleFacts], types: Mapping[str, DeviceType]) -> dict[str, str]:
    """Return the text of each page by its path; `reading` holds the rules about reading the site files."""
    return {
        "index.md": _index(rules, types),
        READING: _reading(reading),
        **{f"rules/{rule.id}.md": rule_page(rule) for rule in rules.values()},
        **{f"devices/{each.type}.md": device_page(each) for each in types.values()},
    }


def _index(rules: Mapping[str, Rule], types: Mapping[str, DeviceType]) -> str:
    subjects = sorted({subject(rule) for rule in rules.values()})
    devices = [(f"[{each.type}](devices/{each.type}.md)", escaped(each.title), each.kind) for each in types.values()]
    return "\n".join(
        [
            "# Reference\n",
            "Made by `plantwright docs` from the rules and the device types.\n",
            "## Rules\n",
            f"Problems of reading the site files have [a page of their own]({READING}).\n",
            *(_subject(name, rules) for name in subjects),
            "## Device types\n",
            table(("type", "title", "kind"), devices),
        ]
    )


def _subject(name: str, rules: Mapping[str, Rule]) -> str:
    chosen = [rule for rule in rules.values() if subject(rule) == name]
    rows = [(f"[{rule.id}](rules/{rule.id}.md)", str(rule.severity), escaped(rule.title)) for rule in chosen]
    return f"### {name.capitalize()}\n\n{table(('rule', 'severity', 'title'), rows)}"


def _reading(rules: Iterable[RuleFacts]) -> str:
    every = list(rules)
    rows = [(rule.id, str(rule.severity), escaped(rule.title)) for rule in every]
    return "\n".join(
        [
            "# Problems of reading the site files\n",
            *dict.fromkeys(f"{escaped(rule.why)}\n" for rule in every),
            "Each finding names the file, the line, the column, what is allowed there and the next step.\n",
            table(("rule", "severity", "title"), rows),
        ]
    )
