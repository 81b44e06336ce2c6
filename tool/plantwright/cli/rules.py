"""`plantwright rules`: what is checked."""

import argparse
import sys

from plantwright.cli import coverage, screen
from plantwright.cli.explain import rule_data
from plantwright.findings.reporters.json import FORMAT_VERSION, dumps
from plantwright.rules.registry import registry
from plantwright.rules.select import select

HELP = "list the rules: id, severity, title and source"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `rules`."""
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="ids, beginnings of ids or subjects to list: CUR010, CUR, current"
    )
    parser.add_argument(
        "--coverage", action="store_true", help="list instead where every demand of the documents lives, by its number"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result on stdout")


def run(args: argparse.Namespace) -> int:
    """List the rules, or the catalogue that they come from."""
    if args.coverage:
        entries = coverage.covered(args.ids)
        sys.stdout.write(coverage.as_json(entries) if args.format == "json" else coverage.as_text(entries))
        return 0
    found = list(select(registry(), args.ids).on.values())
    if args.format == "json":
        sys.stdout.write(dumps({"format_version": FORMAT_VERSION, "rules": [rule_data(rule) for rule in found]}))
        return 0
    rows = [(rule.id, str(rule.severity), rule.title, str(rule.source)) for rule in found]
    print("\n".join(screen.table(("id", "severity", "title", "source"), rows)))
    print(f"\n{len(found)} rules; `plantwright explain ID` tells the reason, an example and the next step")
    return 0
