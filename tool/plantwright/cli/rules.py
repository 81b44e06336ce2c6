"""`plantwright rules`: what is checked."""

import argparse
import sys

from plantwright.cli import screen
from plantwright.cli.explain import rule_data
from plantwright.findings.reporters.json import FORMAT_VERSION, dumps
from plantwright.rules.registry import registry

HELP = "list the rules: id, severity, title and source"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `rules`."""
    parser.add_argument("ids", nargs="*", metavar="ID", help="rules or prefixes to list, for example CUR or CUR010")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the result on stdout")


def run(args: argparse.Namespace) -> int:
    """List the rules."""
    wanted = tuple(each.upper() for each in args.ids) or ("",)
    found = [rule for rule in registry().values() if rule.id.startswith(wanted)]
    if args.format == "json":
        sys.stdout.write(dumps({"format_version": FORMAT_VERSION, "rules": [rule_data(rule) for rule in found]}))
        return 0
    rows = [(rule.id, str(rule.severity), rule.title, str(rule.source)) for rule in found]
    print("\n".join(screen.table(("id", "severity", "title", "source"), rows)))
    print(f"\n{len(found)} rules; `plantwright explain ID` tells the reason, an example and the next step")
    return 0
