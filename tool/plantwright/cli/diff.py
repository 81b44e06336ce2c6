"""`plantwright diff`: what changed in a site between two git revisions, or a revision and the files in the folder."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from plantwright import __version__
from plantwright.cli import screen, snapshots
from plantwright.cli.rendered import language_argument, saved
from plantwright.cli.sites import chosen, stated_day, today, verdicts_of
from plantwright.cli.snapshots import Place, commit_of, content_of, place_of
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters.json import dumps
from plantwright.findings.verdict import Verdict
from plantwright.report.changes import data, markdown, text
from plantwright.report.changes.change import Change, change
from plantwright.report.changes.state import Commit, State
from plantwright.report.documents.change import change_report
from plantwright.site.load import load_site

HELP = "what changed in a site between two git revisions, in engineering terms, and what must be done again"

EXAMPLES = """examples:
  plantwright diff HEAD                      the files in the folder against the last commit
  plantwright diff v1.0 HEAD sites/riverside
  plantwright diff main...HEAD               since this branch left main, as a pull request shows it
  plantwright diff v1.0 v1.1 --report out    also as PDF, to be approved and filed
"""


class Asked(NamedTuple):
    """What the command line names: the second revision is empty for the files in the folder."""

    before: str
    after: str
    site: str


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `diff`."""
    parser.epilog = EXAMPLES
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("revisions", nargs="+", metavar="REV [REV] [SITE]",
                        help="a revision, or two (also A..B, and A...B from where they parted); without a second one "
                             "the files in the folder; a site, else the one around this folder")  # fmt: skip
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text",
                        help="form of the result on stdout; markdown is for a pull request")  # fmt: skip
    parser.add_argument("--report", type=Path, metavar="DIR", help="also write the change report as PDF and HTML")
    parser.add_argument("--paper", choices=("a4", "letter"), default="a4", help="paper size (default: a4)")
    language_argument(parser, "with --report: ")
    parser.add_argument("--html-only", action="store_true", help="with --report: make no PDF")
    parser.add_argument("--exit-code", action="store_true", help="return 1 when something changed")


def run(args: argparse.Namespace) -> int:
    """Compare the two states of a site and print what differs."""
    asked = _asked(args.revisions)
    site = Path(asked.site) if asked.site else _site_here()
    place = place_of(site)
    names = _parted(place, asked)
    found = change(str(site), *(_state(place, site, name) for name in names))
    _show(args.format, found)
    if args.report:
        _save(args, found)
    return ExitCode.NO if args.exit_code and not found.nothing else ExitCode.DONE


def _asked(words: Sequence[str]) -> Asked:
    """Return what the words mean: the last is a site when it is the third, or is no revision but a path."""
    if len(words) > 3:
        raise Stop(
            ExitCode.USAGE, f"{len(words)} things are named", "name a revision or two, then a site: REV REV SITE"
        )
    last = words[-1] if len(words) == 3 or (len(words) == 2 and _is_site(words[-1])) else ""
    revisions = words[:-1] if last else words
    if len(revisions) == 1:
        before, dots, after = revisions[0].partition("..")
        return Asked(before or "HEAD", (after or "HEAD") if dots else "", last)
    return Asked(revisions[0], revisions[1], last)


def _is_site(word: str) -> bool:
    """Return whether a word is a site; raise Stop when it could be a revision as well."""
    if not Path(word).exists():
        return "/" in word and not snapshots.is_revision(Path.cwd(), word)
    if snapshots.is_revision(Path.cwd(), word):
        raise Stop(ExitCode.USAGE, f"`{word}` is a revision and a path", f"write ./{word} for the path")
    return True


def _site_here() -> Path:
    sites = chosen([])
    if len(sites) > 1:
        raise Stop(ExitCode.USAGE, f"there are {len(sites)} sites here: {', '.join(map(str, sites))}",
                   f"name one: `plantwright diff REV REV {sites[0]}`")  # fmt: skip
    return sites[0]


def _parted(place: Place, asked: Asked) -> tuple[str, str]:
    """Return the two revisions; A...B begins where both parted."""
    if not asked.after.startswith("."):
        return asked.before, asked.after
    after = asked.after[1:] or "HEAD"
    return snapshots.common_ancestor(place, asked.before, after), after


def _state(place: Place, site: Path, name: str) -> State:
    """Return the site as it was at a revision, or as it lies in the folder when `name` is empty."""
    if not name:
        loaded = load_site(site)
        files = content_of(site) if site.exists() else {}
        return State(commit=Commit(name="working tree"), loaded=loaded, verdicts=verdicts_of(loaded), files=files)
    commit = commit_of(place, name)
    with tempfile.TemporaryDirectory(prefix="plantwright-") as folder:
        there = snapshots.written(place, commit, Path(folder))
        loaded = load_site(there)
        files = content_of(there)
        found = verdicts_of(loaded)
    prefix = f"{os.path.relpath(folder)}/"
    loaded = replace(loaded, problems=tuple(_placed(each, prefix) for each in loaded.problems))
    return State(commit=commit, loaded=loaded, verdicts=tuple(_placed(each, prefix) for each in found), files=files)


def _placed(verdict: Verdict, prefix: str) -> Verdict:
    """Return a verdict with file names from the top of the repository in place of those of the temporary folder."""
    place = verdict.location
    return verdict._replace(
        words=verdict.message.replace(prefix, ""),
        hint=verdict.hint.replace(prefix, ""),
        location=place and place._replace(file=place.file.removeprefix(prefix)),
    )


def _show(form: str, found: Change) -> None:
    if form == "text":
        screen.show(text.report(found))
    else:
        sys.stdout.write(dumps(data.report(found)) if form == "json" else markdown.report(found))


def _save(args: argparse.Namespace, found: Change) -> None:
    if found.frame_site is None:
        raise Stop(ExitCode.USAGE, "no document: the site loads at neither revision", "mend one of them")
    for path in saved(
        lambda: change_report(found, _issued(found), __version__, args.paper, args.language),
        args.report,
        args.html_only,
    ):
        screen.note(str(path))


def _issued(found: Change) -> str:
    """Return the date of the document: SOURCE_DATE_EPOCH when set, else that of the later commit, else today."""
    if stated_day() or not found.after.date:
        return today().isoformat()
    return found.after.date[:10]
