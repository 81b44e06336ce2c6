"""`plantwright validate`: schemas and references only."""

import argparse

from plantwright.cli import check
from plantwright.cli.sites import repository_folder
from plantwright.findings.checked import Checked
from plantwright.findings.verdict import Judged

HELP = "validate the site files against the schemas only"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `validate`: those of `check` but for the choice of rules."""
    check.shared_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Validate every site named and return 1 when one has a problem."""
    from plantwright.rules.telling import reading_rules

    rules = Checked(sites=(), rules=reading_rules(), folder=repository_folder())
    return check.judge(args, rules, lambda loaded, _: Judged(loaded.problems))
