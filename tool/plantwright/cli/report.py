"""`plantwright report`: render the commissioning documents from the site, its records and its journal."""

import argparse
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from plantwright import __version__
from plantwright.cli import screen
from plantwright.cli.sites import site_of, today
from plantwright.deploy import durable
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.records.deployed import latest_run
from plantwright.records.run import Run
from plantwright.report.document import Document
from plantwright.report.documents.commissioning import commissioning
from plantwright.report.html import TemplateFailed
from plantwright.report.pdf import RenderingFailed
from plantwright.report.press import press
from plantwright.report.views.dossier import Dossier
from plantwright.rules.check import check
from plantwright.site.load import LoadedSite
from plantwright.site.model import Site

HELP = "render the commissioning documents as PDF and HTML"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `report`."""
    parser.add_argument("site", metavar="SITE", help="the site's folder or file")
    parser.add_argument(
        "-o", "--out", type=Path, default=Path("report"), metavar="DIR", help="where to (default: report)"
    )
    parser.add_argument("--journal", type=Path, metavar="DIR", help="where runs are kept (default: SITE/records/runs)")
    parser.add_argument("--paper", choices=("a4", "letter"), default="a4", help="paper size (default: a4)")
    parser.add_argument("--html-only", action="store_true", help="make no PDF")


def run(args: argparse.Namespace) -> int:
    """Render the documents of one site and print the paths written."""
    loaded, site = site_of(args.site)
    dossier = _dossier(loaded, site, args)
    for path in saved(lambda: commissioning(dossier, args.paper), args.out, args.html_only):
        print(path)
    return ExitCode.DONE


def saved(make: Callable[[], Document], out: Path, html_only: bool) -> Iterator[Path]:
    """Make a document, write it into a folder and yield the path of each file; raise Stop when that cannot be done."""
    document = _filled(make)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise durable.not_durable(out, error) from error
    for path, data in _files(document, out, html_only):
        durable.write(path, data)
        yield path


def _dossier(loaded: LoadedSite, site: Site, args: argparse.Namespace) -> Dossier:
    return Dossier(
        site=site,
        verdicts=(*loaded.problems, *check(loaded, today())),
        run=_run_of(site, args.journal or Path(args.site) / "records" / "runs"),
        issued=_issued(site),
        tool_version=__version__,
        files=tuple((Path(name).name, Path(name).read_bytes()) for name in loaded.files),
    )


def _run_of(site: Site, folder: Path) -> Run | None:
    """Return the newest run in a folder; raise Stop when it wrote to another plant."""
    run = latest_run(folder)
    if run and run.plant != site.identity.number:
        raise Stop(
            ExitCode.USAGE,
            f"run {run.id} in {folder} belongs to plant {run.plant}, not to {site.identity.number}",
            "name the journal folder of this plant",
        )
    return run


def _issued(site: Site) -> str:
    """Return the date of the documents: SOURCE_DATE_EPOCH when set, else that of the site's last revision."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.fromtimestamp(int(epoch), tz=UTC).date().isoformat()
    dates = [revision.date for revision in site.identity.revisions]
    if not dates:
        raise Stop(
            ExitCode.USAGE, "the documents have no date", "give the site a revision with a date: `site.revisions`"
        )
    return max(dates)


def _filled(make: Callable[[], Document]) -> Document:
    try:
        return make()
    except TemplateFailed as error:
        raise Stop(ExitCode.RENDERING, f"the document cannot be made: {error}") from error


def _files(document: Document, out: Path, html_only: bool) -> Iterator[tuple[Path, bytes]]:
    """Yield the HTML first, so that it is there even where no PDF can be made."""
    yield out / f"{document.name}.html", document.standalone.encode()
    if html_only:
        return
    screen.note(f"rendering {document.name}.pdf")
    try:
        yield out / f"{document.name}.pdf", press(document.job)
    except RenderingFailed as error:
        raise Stop(
            ExitCode.RENDERING, f"no PDF: {error}", "the HTML is written; `plantwright doctor` says what lacks"
        ) from error
