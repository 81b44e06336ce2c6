"""`plantwright check`: schemas and rules."""

import argparse
import contextlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, TextIO

from plantwright.cli import screen
from plantwright.cli.sites import chosen, lines_of, verdicts_of, with_records
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters import json, text
from plantwright.findings.verdict import Severity, Verdict
from plantwright.site.load import LoadedSite

HELP = "validate the site files and check the design against the rules"

_FORMATS = ("text", "json")
_LEVELS = {
    "error": (Severity.ERROR,),
    "warning": (Severity.ERROR, Severity.WARNING),
    "info": tuple(Severity),
    "never": (),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `check`."""
    parser.add_argument("sites", nargs="*", metavar="SITE", help="a folder or file; default: the sites around here")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="form of the result on stdout")
    parser.add_argument(
        "--output", action="append", default=[], metavar="FORMAT=FILE", help="also write a file; may repeat"
    )
    parser.add_argument(
        "--fail-on", choices=tuple(_LEVELS), default="error", help="least severity that gives exit code 1"
    )
    parser.add_argument("--all", action="store_true", help="also list what passed and what does not apply")


def run(args: argparse.Namespace) -> int:
    """Check every site named and return 1 when one is not in order."""
    return judge(args, verdicts_of)


def judge(args: argparse.Namespace, verdicts_for: Callable[[LoadedSite], tuple[Verdict, ...]]) -> int:
    """Load the sites, show what `verdicts_for` says of each in the formats asked for, and return the exit code."""
    outputs = [("", args.format), *(_output(each) for each in args.output)]
    loaded = [(str(path), with_records(path)) for path in chosen(args.sites)]
    results = [Result(name, each, verdicts_for(each)) for name, each in loaded]
    for file, form in outputs:
        _write(form, file, results, args.all)
    if any(not each.texts for _, each in loaded):
        return ExitCode.USAGE
    bad = any(_bad(verdict, args.fail_on) for result in results for verdict in result.verdicts)
    return ExitCode.NO if bad else ExitCode.DONE


class Result(NamedTuple):
    """One site as it was named, loaded and judged."""

    name: str
    loaded: LoadedSite
    verdicts: tuple[Verdict, ...]


def _output(option: str) -> tuple[str, str]:
    form, _, file = option.partition("=")
    if form not in _FORMATS or not file:
        raise Stop(ExitCode.USAGE, f"--output {option} is not FORMAT=FILE", f"FORMAT is {' or '.join(_FORMATS)}")
    return file, form


def _bad(verdict: Verdict, fail_on: str) -> bool:
    return verdict.broken or (verdict.failed and verdict.severity in _LEVELS[fail_on])


def _write(form: str, file: str, results: Sequence[Result], every: bool) -> None:
    with _stream(file) as stream:
        if form == "json":
            stream.write(json.dumps(json.documents([(each.name, each.verdicts) for each in results])))
        else:
            for each in results:
                screen.show(text.report(each.name, each.verdicts, lines_of(each.loaded), every), stream)


def _stream(file: str) -> contextlib.AbstractContextManager[TextIO]:
    return Path(file).open("w", encoding="utf-8") if file else contextlib.nullcontext(sys.stdout)
