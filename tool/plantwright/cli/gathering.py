"""Gathers everything the documents of a plant are made of: the site, its verdicts, runs, readings and templates."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from plantwright import __version__
from plantwright.cli import screen
from plantwright.cli.previous import since_previous
from plantwright.cli.sites import checked_site, stated_day, today
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
from plantwright.report.language import Language
from plantwright.report.own import Own, read_own
from plantwright.report.register import kinds
from plantwright.report.views.dossier import Dossier
from plantwright.rules.check import check
from plantwright.rules.registry import registry
from plantwright.rules.select import select
from plantwright.site.load import LoadedSite
from plantwright.site.model import Site
from plantwright.site.places import folder_of, runs_of
from plantwright.site.tree import locate_key


def gathered(
    loaded: LoadedSite,
    site: Site,
    path: Path,
    *,
    journal: Path | None,
    readings: Path | None,
    ignore: Sequence[str],
    language: Language,
) -> Dossier:
    """Return all that documents of a site are made of.

    `path` is where the site lies, `journal` where its runs are kept (below the site without it), `readings` the
    database of `monitor`, `ignore` the rules not to run. Raise Stop for what belongs to another plant or is unusable.
    """
    off = tuple(select(registry(), (), ignore).off)
    journal = journal or runs_of(path)
    found = (*loaded.problems, *check(loaded, today(), switched_off=off))
    return Dossier(
        site=site,
        verdicts=tuple(each._replace(location=_within(each.location, path)) for each in found),
        run=_run_of(site, journal),
        issued=_issued(site),
        day=today().isoformat(),
        tool_version=__version__,
        files=_sources(loaded, path),
        changed=revision(path).changed,
        switched_off=off,
        language=language,
        series=_series(site, path, readings),
        own=_own(path),
        runs=every_run(journal),
        since=since_previous(loaded, site, path),
        lines={_named_within(name, path): each.lines for name, each in loaded.texts.items()},
        places=_places(loaded, site, path),
    )


def _series(site: Site, place: Path, named: Path | None) -> Mapping[str, Series | NoEstimate]:
    """Return what was read of each probe over time, nothing without a database; raise Stop for one that is not ours."""
    kept = named or folder_of(place) / "records" / "monitor.sqlite"
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
    return os.path.relpath(file, folder_of(site))


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
    if day := stated_day():
        return day.isoformat()
    dates = [revision.date for revision in site.identity.revisions]
    if not dates:
        raise Stop(
            ExitCode.USAGE, "the documents have no date", "give the site a revision with a date: `site.revisions`"
        )
    return max(dates)
