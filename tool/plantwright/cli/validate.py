"""`plantwright validate`: schemas and references only."""

import argparse

from plantwright.cli import check

HELP = "validate the site files against the schemas only"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `validate`, the same as of `check`."""
    check.arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Validate every site named and return 1 when one has a problem."""
    return check.judge(args, lambda loaded: loaded.problems)
