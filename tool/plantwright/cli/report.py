"""`plantwright report`: render the documents of a plant from the site, its records and its journal."""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from plantwright import __version__
from plantwright.cli import screen
from plantwright.cli.figure_files import figure_files
from plantwright.cli.rendered import filled, language, pressed
from plantwright.cli.sites import checked_site, site_of, today
from plantwright.deploy import durable
from plantwright.deploy.revision import revision
from plantwright.findings.checked import Checked
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters import text
from plantwright.findings.verdict import Judged, Location
from plantwright.monitor.series import Series, not_known, series
from plantwright.monitor.store import Store, open_store
from plantwright.monitor.trend import NoEstimate
from plantwright.records.deployed import every_run, latest_run
from plantwright.records.run import Run
from plantwright.report.cache import Cache, folder
from plantwright.report.document import Document
from plantwright.report.kind import Kind
from plantwright.report.language import ENGLISH
from plantwright.report.own import Own, read_own
from plantwright.report.register import Entry, data_of, entry, form_of, kinds, kinds_of, made, register
from plantwright.report.sums import REGISTER, SUMS, Written, checksums, register_csv
from plantwright.report.views.belonging import owner
from plantwright.report.views.dossier import Dossier
from plantwright.rules.check import check
from plantwright.rules.registry import registry
from plantwright.rules.select import select
from plantwright.site.load import LoadedSite
from plantwright.site.model import Site
from plantwright.site.tasks import PLANT
from plantwright.site.tree import locate_key

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
    parser.add_argument(
        "--language",
        type=language,
        default=ENGLISH,
        metavar="CODE",
        help="en, de or zh, or two of them as en+zh, the second below the first (default: en)",
    )
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
    dossier = _dossier(loaded, site, args)
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


def _dossier(loaded: LoadedSite, site: Site, args: argparse.Namespace) -> Dossier:
    off = tuple(select(registry(), (), args.ignore).off)
    journal = args.journal or Path(args.site) / "records" / "runs"
    found = (*loaded.problems, *check(loaded, today(), switched_off=off))
    return Dossier(
        site=site,
        verdicts=tuple(each._replace(location=_within(each.location, Path(args.site))) for each in found),
        run=_run_of(site, journal),
        issued=_issued(site),
        day=today().isoformat(),
        tool_version=__version__,
        files=_sources(loaded, Path(args.site)),
        changed=revision(Path(args.site)).changed,
        switched_off=off,
        language=args.language,
        series=_series(site, Path(args.site), args.series),
        own=_own(Path(args.site)),
        runs=every_run(journal),
        lines={_named_within(name, Path(args.site)): each.lines for name, each in loaded.texts.items()},
        places=_places(loaded, site, Path(args.site)),
    )


def _series(site: Site, place: Path, named: Path | None) -> Mapping[str, Series | NoEstimate]:
    """Return what was read of each probe over time, nothing without a database; raise Stop for one that is not ours."""
    kept = named or (place if place.is_dir() else place.parent) / "records" / "monitor.sqlite"
    if named is None and not kept.is_file():
        return {}
    try:
        with open_store(kept, site.identity.number) as store:
            return {probe: _of_probe(site, store, probe) for probe in site.probes}
    except Stop as stop:  # the database has another name at `monitor`
        raise Stop(stop.code, stop.message, stop.hint.replace("--database", "--series")) from stop


def _of_probe(site: Site, store: Store, probe: str) -> Series | NoEstimate:
    try:
        return series(site, store, probe)
    except Stop as stop:
        if stop.code != ExitCode.REFUSED:
            raise
        return not_known(site, probe)


def _sources(loaded: LoadedSite, site: Path) -> tuple[tuple[str, bytes], ...]:
    """Return the files under the configuration hash, named from the site's folder, in the order of that hash."""
    named = ((_named_within(name, site), Path(name)) for name in loaded.texts)
    return tuple((name, path.read_bytes()) for name, path in named if Path(name).parts[0] != "records")


def _named_within(file: str, site: Path) -> str:
    """Return the name of a file from the site's folder."""
    return os.path.relpath(file, site if site.is_dir() else site.parent)


def _within(place: Location | None, site: Path) -> Location | None:
    return place._replace(file=_named_within(place.file, site)) if place else None


def _places(loaded: LoadedSite, site: Site, path: Path) -> Mapping[str, Location]:
    """Return where each object is defined."""
    items = (item for tag in site.tags() if (item := site.item(tag)))
    found = ((item.tag, locate_key(loaded.root, (item.section, item.tag))) for item in items) if loaded.root else ()
    return {tag: within for tag, place in found if (within := _within(place, path))}


def _own(site: Path) -> Own:
    """Return the site's own templates; print what is wrong with them and stop."""
    own, problems = read_own(site, [(kind.name, kind.code) for kind in kinds().values()])
    if problems:
        told = Checked(sites=[checked_site(str(site), LoadedSite(), Judged(problems))])
        screen.show(text.report(told), sys.stderr)
        raise Stop(ExitCode.USAGE, "the site's own templates cannot be used", "mend the problems above")
    return own


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
    printed: list[tuple[Entry, Document]] = []
    for one in chosen:
        document = filled(partial(made, dossier, one, args.paper))
        if document and args.html_only:
            yield Written(one, f"{document.name}.html", document.standalone.encode())
        yield from (Written(one, data.name, data.content) for data in filled(partial(data_of, dossier, one)))
        form = filled(partial(form_of, dossier, one, args.paper))
        printed.extend((one, each) for each in (document, form) if each)
    if not args.html_only:
        kept = _cache(args)
        pdfs = pressed([document for _, document in printed], kept)
        if kept:
            kept.trim()
        yield from (
            Written(one, f"{document.name}.pdf", pdf) for (one, document), pdf in zip(printed, pdfs, strict=True)
        )
