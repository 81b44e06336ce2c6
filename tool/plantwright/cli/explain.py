"""`plantwright explain`: one rule, why it exists, where its number comes from, and an example that it finds."""

import argparse
import difflib
import inspect
import sys
from typing import Any

from plantwright.findings.checked import RuleFacts
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters.json import FORMAT_VERSION, dumps
from plantwright.findings.verdict import Source
from plantwright.report.reference.rule_page import mending
from plantwright.rules.frame import Change, Rule
from plantwright.rules.registry import registry
from plantwright.rules.telling import reading_rules

HELP = "say what a rule checks, why, and where its number comes from"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `explain`."""
    parser.add_argument("id", metavar="ID", help="a rule's id, for example CUR010")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result on stdout")


def run(args: argparse.Namespace) -> int:
    """Explain one rule."""
    known: dict[str, Rule | RuleFacts] = {**{rule.id: rule for rule in reading_rules()}, **registry()}
    rule = known.get(args.id.upper())
    if rule is None:
        nearest = difflib.get_close_matches(args.id.upper(), known, n=3)
        hint = f"nearest: {', '.join(nearest)}" if nearest else "`plantwright rules` lists them"
        raise Stop(ExitCode.USAGE, f"there is no rule {args.id}", hint)
    if args.format == "json":
        sys.stdout.write(dumps({"format_version": FORMAT_VERSION, **rule_data(rule)}))
    else:
        print("\n".join(_lines(rule)))
    return ExitCode.DONE


def rule_data(rule: Rule | RuleFacts) -> dict[str, Any]:
    """Return a rule as plain data; one about reading the site files has no example."""
    source = rule.source or Source(document="")
    examples = (
        {"bad": dict(rule.bad), "good": dict(rule.good or {})} if isinstance(rule, Rule) else {"bad": {}, "good": {}}
    )
    return {
        "id": rule.id,
        "name": rule.name,
        "title": rule.title,
        "severity": str(rule.severity),
        "why": inspect.cleandoc(rule.why),
        "source": {"document": source.document, "clause": source.clause, "lines": source.lines},
        "refs": list(rule.refs),
        "waivable": rule.waivable,
        "mend": _mend(rule),
        **examples,
    }


def _lines(rule: Rule | RuleFacts) -> list[str]:
    waivable = "may be waived with a reason, a name and an expiry" if rule.waivable else "may not be waived"
    return [
        f"{rule.id} {rule.title} ({rule.severity})",
        "",
        inspect.cleandoc(rule.why),
        "",
        f"source   {rule.source}",
        *([f"covers   {', '.join(rule.refs)}"] if rule.refs else []),
        f"waiver   {waivable}",
        *(_examples(rule) if isinstance(rule, Rule) else ()),
        *([f"mend     {_mend(rule)}"] if _mend(rule) else []),
    ]


def _mend(rule: Rule | RuleFacts) -> str:
    return "; or ".join(mending(rule)) if isinstance(rule, Rule) else rule.mend


def _examples(rule: Rule) -> list[str]:
    return [*(_example("right", rule.good) or ["right    the example plant as it is"]), *_example("wrong", rule.bad)]


def _example(label: str, change: Change | None) -> list[str]:
    if not change:
        return []
    lines = [f"{path}: {_flow(value)}" for path, value in change.items()]
    return [f"{label if number == 0 else '':<8} {line}" for number, line in enumerate(lines)]


def _flow(value: object) -> str:
    """Write a value as a YAML reader would expect it on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if value is None:
        return "(left out)"
    return str(value).lower() if isinstance(value, bool) else str(value)
