"""`plantwright report`: render the documents of a plant from the site, its records and its journal."""

import argparse
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from plantwright import __version__
from plantwright.cli import screen
from plantwright.cli.rendered import filled, pressed
from plantwright.cli.sites import site_of, today
from plantwright.deploy import durable
from plantwright.deploy.revision import revision
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.records.deployed import latest_run
from plantwright.records.run import Run
from plantwright.report.cache import Cache, folder
from plantwright.report.document import Document
from plantwright.report.kind import Kind
from plantwright.report.language import ENGLISH, NAMES, Language
from plantwright.report.register import Entry, data_of, entry, kinds, made, register
from plantwright.report.sums import REGISTER, SUMS, Written, checksums, register_csv
from plantwright.report.views.dossier import Dossier
from plantwright.rules.check import check
from plantwright.rules.registry import registry
from plantwright.rules.select import select
from plantwright.site.load import LoadedSite
from plantwright.site.model import Site

HELP = "render the commissioning report and every separate document as PDF, with their data as CSV, XLSX and JSON"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `report`."""
    parser.add_argument("site", metavar="SITE", help="the site's folder or file")
    parser.add_argument(
        "-o", "--out", type=Path, default=Path("report"), metavar="DIR", help="where to (default: report)"
    )
    parser.add_argument("--journal", type=Path, metavar="DIR", help="where runs are kept (default: SITE/records/runs)")
    parser.add_argument("--list", action="store_true", help="list the documents, and why one would be empty")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="this document, or NAME:OBJECT; may repeat"
    )
    parser.add_argument("--paper", choices=("a4", "letter"), default="a4", help="paper size (default: a4)")
    parser.add_argument(
        "--language",
        type=_language,
        default=ENGLISH,
        metavar="CODE",
        help="en, de or zh, or two of them as en+zh, the second below the first (default: en)",
    )
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="RULES", help="do not run these rules; every sheet says so"
    )
    parser.add_argument("--html-only", action="store_true", help="make no PDF, but every document as HTML")
    parser.add_argument("--no-cache", action="store_true", help="make every PDF anew")


def _language(word: str) -> Language:
    first, _, second = word.partition("+")
    known = ", ".join(NAMES)
    if first not in NAMES or (second and second not in NAMES) or first == second or word.endswith("+"):
        raise argparse.ArgumentTypeError(f"`{word}` is not one of {known}, or two of them as in en+zh")
    return Language(first, second)


def run(args: argparse.Namespace) -> int:
    """Render the documents of one site and print the paths written."""
    loaded, site = site_of(args.site)
    dossier = _dossier(loaded, site, args)
    if args.list:
        print("\n".join(_listed(dossier)))
        return ExitCode.DONE
    written: set[str] = set()
    for name, data in _files(dossier, _chosen(dossier, args.only), args):
        path = args.out / name
        durable.make_folder(path.parent)
        durable.write(path, data)
        written.add(name)
        print(path)
    _tell_of_others(args.out, written)
    return ExitCode.DONE


def _tell_of_others(out: Path, written: set[str]) -> None:
    """Say which PDFs in the folder are of another call, and so neither in the register nor under the hashes."""
    others = sorted(path.name for path in out.glob("*.pdf") if path.name not in written)
    if others:
        screen.note(f"not of this call: {', '.join(others)}")


def _dossier(loaded: LoadedSite, site: Site, args: argparse.Namespace) -> Dossier:
    off = tuple(select(registry(), (), args.ignore).off)
    return Dossier(
        site=site,
        verdicts=(*loaded.problems, *check(loaded, today(), switched_off=off)),
        run=_run_of(site, args.journal or Path(args.site) / "records" / "runs"),
        issued=_issued(site),
        day=today().isoformat(),
        tool_version=__version__,
        files=tuple((Path(name).name, Path(name).read_bytes()) for name in loaded.files),
        changed=revision(Path(args.site)).changed,
        switched_off=off,
        language=args.language,
    )


def _run_of(site: Site, journal: Path) -> Run | None:
    """Return the newest run in a folder; raise Stop when it wrote to another plant."""
    run = latest_run(journal)
    if run and run.plant != site.identity.number:
        raise Stop(
            ExitCode.USAGE,
            f"run {run.id} in {journal} belongs to plant {run.plant}, not to {site.identity.number}",
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


# which documents


def _listed(dossier: Dossier) -> list[str]:
    rows = [_row(kind, kind.objects(dossier)) for kind in kinds().values()]
    return screen.table(("name", "title", "code", "class", "documents"), rows)


def _row(kind: Kind, objects: Sequence[str]) -> tuple[str, ...]:
    made_for = f"{len(objects)}: {', '.join(objects)}" if objects and objects[0] else "1"
    return kind.name, kind.title, kind.code, kind.handover, made_for if objects else f"none: {kind.empty}"


def _chosen(dossier: Dossier, only: Sequence[str]) -> tuple[Entry, ...]:
    """Return the documents that are asked for, each once, in the order of the register; all when none is named."""
    if not only:
        return register(dossier)
    asked = {one for word in only for one in _named(dossier, word)}
    return tuple(one for one in register(dossier) if one in asked)


def _named(dossier: Dossier, word: str) -> tuple[Entry, ...]:
    name, _, tag = word.partition(":")
    kind = kinds().get(name)
    if kind is None:
        raise Stop(ExitCode.USAGE, f"there is no document `{name}`", _nearest(name, kinds()))
    objects = kind.objects(dossier)
    if not objects:
        hint = "`plantwright report SITE --list` says what there is"
        raise Stop(ExitCode.USAGE, f"the {kind.title.lower()} would be empty: {kind.empty}", hint)
    if tag and tag not in objects:
        raise Stop(ExitCode.USAGE, f"there is no {kind.title.lower()} of `{tag}`", _nearest(tag, objects))
    return tuple(entry(dossier, kind, each) for each in objects if tag in ("", each))


def _nearest(word: str, known: Iterable[str]) -> str:
    import difflib

    nearest = difflib.get_close_matches(word, known, n=1)
    listed = "`plantwright report SITE --list` lists them"
    return f"did you mean `{nearest[0]}`? {listed}" if nearest else listed


# their files


def _files(dossier: Dossier, chosen: Sequence[Entry], args: argparse.Namespace) -> Iterator[tuple[str, bytes]]:
    """Yield name and content: HTML and data before the PDFs, which cannot be made everywhere; the hashes last."""
    written: list[Written] = []
    for each in _made(dossier, chosen, args):
        written.append(each)
        yield each.name, each.data
    listing = register_csv(dossier, written)
    yield REGISTER, listing
    yield SUMS, checksums([*((each.name, each.data) for each in written), (REGISTER, listing)])


def _made(dossier: Dossier, chosen: Sequence[Entry], args: argparse.Namespace) -> Iterator[Written]:
    printed: list[tuple[Entry, Document]] = []
    for one in chosen:
        document = filled(partial(made, dossier, one, args.paper))
        if document and (args.html_only or kinds()[one.name].main):
            yield Written(one, f"{document.name}.html", document.standalone.encode())
        yield from (Written(one, data.name, data.content) for data in data_of(dossier, one))
        if document:
            printed.append((one, document))
    if not args.html_only:
        kept = None if args.no_cache else Cache(folder())
        pdfs = pressed([document for _, document in printed], kept)
        if kept:
            kept.trim()
        yield from (
            Written(one, f"{document.name}.pdf", pdf) for (one, document), pdf in zip(printed, pdfs, strict=True)
        )
