"""`plantwright check`: schemas and rules."""

import argparse
from collections.abc import Callable

from plantwright.cli import output
from plantwright.cli.sites import checked_site, chosen, judged_site, repository_folder
from plantwright.findings.checked import Checked
from plantwright.findings.exit_code import ExitCode
from plantwright.findings.reporters.text import Detail
from plantwright.findings.verdict import Judged, Severity, Verdict
from plantwright.frozen import replace
from plantwright.site.garbage import no_collection
from plantwright.site.load import LoadedSite, load_site

HELP = "validate the site files and check the design against the rules"

_LEVELS = {
    "error": (Severity.ERROR,),
    "warning": (Severity.ERROR, Severity.WARNING),
    "info": tuple(Severity),
    "never": (),
}

Judge = Callable[[LoadedSite, bool], Judged]
"""Judges a site: all verdicts, or those that people are told of and the number of the others."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `check`."""
    shared_arguments(parser)
    names = "rules by id, beginning of an id, or subject: CUR010, CUR, current; with commas, may repeat"
    parser.add_argument("--select", action="append", default=[], metavar="RULES", help=f"run only these {names}")
    parser.add_argument("--ignore", action="append", default=[], metavar="RULES", help=f"do not run these {names}")


def shared_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that `check` and `validate` have in common."""
    parser.add_argument("sites", nargs="*", metavar="SITE", help="a folder or file; default: the sites around here")
    parser.add_argument("--format", choices=output.FORMATS, default="text", help="form of the result on stdout")
    parser.add_argument(
        "--output", action="append", default=[], metavar="FORMAT=FILE", help="also write a file; may repeat"
    )
    parser.add_argument(
        "--fail-on", choices=tuple(_LEVELS), default="error", help="least severity that gives exit code 1"
    )
    parser.add_argument("--all", action="store_true", help="also list what passed and what does not apply")
    parser.add_argument("-q", "--quiet", action="store_true", help="print only the verdict line of each site")
    parser.add_argument("--statistics", action="store_true", help="count the verdicts of every rule")


def run(args: argparse.Namespace) -> int:
    """Check every site named and return 1 when one is not in order."""
    from plantwright.rules.registry import registry
    from plantwright.rules.select import select
    from plantwright.rules.telling import facts, reading_rules

    reading = reading_rules()
    on, off = select(registry(), args.select, args.ignore, [rule.id for rule in reading])
    rules, switched_off = (*reading, *map(facts, on.values())), tuple(map(facts, off.values()))
    checked = Checked(sites=(), rules=rules, switched_off=switched_off, folder=repository_folder())
    return judge(args, checked, lambda loaded, every: judged_site(loaded, frozenset(off), every))


def judge(args: argparse.Namespace, rules: Checked, judged: Judge) -> int:
    """Load the sites, show what `judged` says of each in the formats asked for, and return the exit code.

    `rules` says which rules run, and has no sites yet.
    """
    with no_collection():
        return _judge(args, rules, judged)


def _judge(args: argparse.Namespace, rules: Checked, judged: Judge) -> int:
    outputs = output.outputs(args.output)
    detail = Detail(every=args.all, quiet=args.quiet, counts=args.statistics)
    loaded = [(str(path), load_site(path)) for path in chosen(args.sites)]
    listing = {args.format, *(form for form, _ in outputs)} & output.LISTS_EVERY
    every = bool(args.all or args.statistics or listing)
    sites = tuple(checked_site(name, each, judged(each, every)) for name, each in loaded)
    checked = replace(rules, sites=sites)
    for form, file in outputs:
        output.save(file, output.rendered(form, checked, detail))
    output.show(args.format, checked, detail)
    if any(not site.texts for site in sites):
        return ExitCode.USAGE
    bad = any(_bad(verdict, args.fail_on) for site in sites for verdict in site.verdicts)
    return ExitCode.NO if bad else ExitCode.DONE


def _bad(verdict: Verdict, fail_on: str) -> bool:
    return verdict.broken or (verdict.failed and verdict.severity in _LEVELS[fail_on])
