"""`plantwright report`: render the documents of a plant from the site, its records and its journal."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from plantwright.cli import screen
from plantwright.cli.figure_files import figure_files
from plantwright.cli.gathering import gathered
from plantwright.cli.rendered import filled, language_argument, pressed
from plantwright.cli.sites import site_of
from plantwright.deploy import durable
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.report.cache import Cache, folder
from plantwright.report.document import Document
from plantwright.report.kind import Kind
from plantwright.report.register import Entry, data_of, entry, form_of, kinds_of, made, register
from plantwright.report.sums import REGISTER, SUMS, Written, checksums, register_csv
from plantwright.report.views.belonging import owner
from plantwright.report.views.dossier import Dossier
from plantwright.site.tasks import PLANT

HELP = "render the commissioning report and every separate document as PDF, with their data as CSV, XLSX and JSON"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `report`."""
    parser.epilog = "`plantwright report verify FILE.pdf` says what can be proven of a document that was handed over"
    parser.add_argument("site", metavar="SITE", help="the site's folder or file")
    parser.add_argument(
        "-o", "--out", type=Path, default=Path("report"), metavar="DIR", help="where to (default: report)"
    )
    parser.add_argument("--journal", type=Path, metavar="DIR", help="where runs are kept (default: SITE/records/runs)")
    parser.add_argument(
        "--series",
        type=Path,
        metavar="FILE",
        help="the database of `monitor` for the trends (default: SITE/records/monitor.sqlite, where there is one)",
    )
    parser.add_argument("--list", action="store_true", help="list the documents, and why one would be empty")
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="this document, or NAME:OBJECT; may repeat"
    )
    parser.add_argument("--paper", choices=("a4", "letter"), default="a4", help="paper size (default: a4)")
    language_argument(parser)
    parser.add_argument(
        "--ignore", action="append", default=[], metavar="RULES", help="do not run these rules; every sheet says so"
    )
    parser.add_argument("--html-only", action="store_true", help="make no PDF, but every document as HTML")
    parser.add_argument(
        "--figures", type=Path, metavar="DIR", help="write every figure as SVG and PNG there, and no document"
    )
    parser.add_argument("--no-cache", action="store_true", help="make every PDF anew")


def run(args: argparse.Namespace) -> int:
    """Render the documents of one site and print the paths written."""
    loaded, site = site_of(args.site)
    dossier = gathered(
        loaded,
        site,
        Path(args.site),
        journal=args.journal,
        readings=args.series,
        ignore=args.ignore,
        language=args.language,
    )
    if args.list:
        print("\n".join(_listed(dossier)))
        return ExitCode.DONE
    if args.figures:
        _write(args.figures, figure_files(dossier, _cache(args), svg_only=args.html_only))
        return ExitCode.DONE
    _tell_of_others(args.out, _write(args.out, _files(dossier, _chosen(dossier, args.only), args)))
    return ExitCode.DONE


def _write(out: Path, files: Iterable[tuple[str, bytes]]) -> set[str]:
    """Write files into a folder, print the path of each and return their names."""
    written: set[str] = set()
    for name, data in files:
        path = out / name
        durable.make_folder(path.parent)
        durable.write(path, data)
        written.add(name)
        print(path)
    return written


def _cache(args: argparse.Namespace) -> Cache | None:
    return None if args.no_cache else Cache(folder())


def _tell_of_others(out: Path, written: set[str]) -> None:
    """Say which PDFs in the folder are of another call, and so neither in the register nor under the hashes."""
    others = sorted(path.name for path in out.glob("*.pdf") if path.name not in written)
    if others:
        screen.note(f"not of this call: {', '.join(others)}")


def _listed(dossier: Dossier) -> list[str]:
    rows = [_row(kind, kind.objects(dossier)) for kind in kinds_of(dossier).values()]
    return screen.table(("name", "title", "code", "class", "documents"), rows)


def _row(kind: Kind, objects: Sequence[str]) -> tuple[str, ...]:
    made_for = f"{len(objects)}: {', '.join(each or PLANT for each in objects)}" if any(objects) else "1"
    asked = " (only when it is named)" if kind.asked else ""
    return kind.name, kind.title, kind.code, kind.handover, f"{made_for}{asked}" if objects else f"none: {kind.empty}"


def _chosen(dossier: Dossier, only: Sequence[str]) -> tuple[Entry, ...]:
    """Return the documents that are asked for, each once, in the order of the register; all when none is named."""
    if not only:
        return register(dossier)
    named = {one for word in only for one in _named(dossier, word)}
    return tuple(one for one in register(dossier, asked=True) if one in named)


def _named(dossier: Dossier, word: str) -> tuple[Entry, ...]:
    name, _, tag = word.partition(":")
    kinds = kinds_of(dossier)
    kind = kinds.get(name)
    if kind is None:
        raise Stop(ExitCode.USAGE, f"there is no document `{name}`", _nearest(name, kinds))
    objects = kind.objects(dossier)
    if not objects:
        hint = "`plantwright report SITE --list` says what there is"
        raise Stop(ExitCode.USAGE, f"the {kind.title.lower()} would be empty: {kind.empty}", hint)
    home = tag if tag in ("", PLANT, *objects) else owner(dossier.site, tag)
    wanted = [each for each in objects if home in ("", each or PLANT)]
    if not wanted:
        raise Stop(ExitCode.USAGE, f"there is no {kind.title.lower()} of `{tag}`", _nearest(tag, objects))
    return tuple(entry(dossier, kind, each) for each in wanted)


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
    files: list[Written] = []
    printed: list[tuple[Entry, Document]] = []
    with screen.progress("filling", len(chosen)) as done:
        for one in chosen:
            document, form = (filled(partial(make, dossier, one, args.paper)) for make in (made, form_of))
            if document and args.html_only:
                files.append(Written(one, f"{document.name}.html", document.standalone.encode()))
            files.extend(Written(one, *data) for data in filled(partial(data_of, dossier, one)))
            printed.extend((one, each) for each in (document, form) if each and not args.html_only)
            done()
    yield from files
    if printed:
        kept = _cache(args)
        pdfs = pressed([document for _, document in printed], kept)
        if kept:
            kept.trim()
        yield from (
            Written(one, f"{document.name}.pdf", pdf) for (one, document), pdf in zip(printed, pdfs, strict=True)
        )
