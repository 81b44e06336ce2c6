"""`plantwright docs`: the reference of the rules and the device types as Markdown."""

import argparse
from pathlib import Path

from plantwright.cli import output
from plantwright.findings.exit_code import ExitCode, Stop

HELP = "write the reference: a page for every rule and device type"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `docs`."""
    parser.add_argument("-o", "--output", metavar="DIR", type=Path, required=True, help="folder to write the pages to")


def run(args: argparse.Namespace) -> int:
    """Write the pages; files of other names in the folder stay."""
    from plantwright.report.reference.pages import pages
    from plantwright.rules.registry import registry
    from plantwright.rules.telling import reading_rules
    from plantwright.site.catalog import shipped_types

    made = pages(registry(), reading_rules(), shipped_types())
    for name, content in made.items():
        _save(args.output / name, content)
    print(f"{len(made)} pages, begin with {args.output / 'index.md'}")
    return ExitCode.DONE


def _save(file: Path, content: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Stop(ExitCode.USAGE, f"cannot make {file.parent}: {reason}", "name another folder") from error
    output.save(file, content)
