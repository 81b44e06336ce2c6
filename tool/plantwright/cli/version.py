"""`plantwright version`."""

import argparse

from plantwright import __version__

HELP = "print the version"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments."""


def run(args: argparse.Namespace) -> int:
    """Print the version."""
    print(__version__)
    return 0
