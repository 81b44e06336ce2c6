"""Finds the site as it was at the revision before, which its table of revisions names and git holds."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from plantwright.cli import screen, snapshots
from plantwright.cli.snapshots import Place, place_of
from plantwright.findings.exit_code import Stop
from plantwright.report.changes.bars import bars
from plantwright.report.changes.change import change
from plantwright.report.changes.state import Commit, State
from plantwright.report.since import NOTHING, Since
from plantwright.report.views.barred import FIRST, NO_REPOSITORY, not_kept, not_read
from plantwright.site.load import LoadedSite, load_site
from plantwright.site.model import Site
from plantwright.site.source import load

_MOST_COMMITS = 50
"""Our own choice: commits that touched the table of revisions, the newest first, that are looked at."""


def since_previous(loaded: LoadedSite, site: Site, path: Path) -> Since:
    """Return what differs from the revision before; without one, why nothing is compared."""
    revisions = site.identity.revisions
    if len(revisions) < 2:
        return NOTHING if not revisions else replace(NOTHING, why=FIRST)
    before = revisions[-2].revision
    try:
        place = place_of(path)
    except Stop:
        return replace(NOTHING, why=NO_REPOSITORY)
    try:
        found = _compared(loaded, path, place, before)
    except Stop as stop:
        screen.note(f"no change bars: {stop.message}")
        return replace(NOTHING, why=not_read(before))
    return found or replace(NOTHING, why=not_kept(before))


def _compared(loaded: LoadedSite, path: Path, place: Place, before: str) -> Since | None:
    """Return what differs from a revision, None when git does not have it; raise Stop when git cannot read it."""
    commit = issued(place, before)
    if commit is None:
        return None
    with tempfile.TemporaryDirectory(prefix="plantwright-") as folder:
        old = load_site(snapshots.written(place, commit, Path(folder)))
    if old.site is None:
        return replace(NOTHING, why=not_read(before))
    now = State(commit=Commit(name="working tree"), loaded=loaded, verdicts=(), files={})
    return bars(change(str(path), State(commit=commit, loaded=old, verdicts=(), files={}), now), before)


def issued(place: Place, revision: str) -> Commit | None:
    """Return the commit since which the line of a revision read as it did at last while no newer one stood behind it.

    That is where it was issued: what was done to the site after that belongs to the next revision.
    """
    found: Commit | None = None
    last: Mapping[str, Any] = {}
    for commit, line in _lines(place):
        if found and line != last:
            break
        if str(line.get("revision", "")) == revision:
            found, last = commit, line
    return found


def _lines(place: Place) -> Iterator[tuple[Commit, Mapping[str, Any]]]:
    """Yield each commit that touched the table of revisions, the newest first, and the last line of the table there."""
    for name in snapshots.touching(place, "revision", _MOST_COMMITS):
        commit = Commit(name=name, hash=name)
        yield commit, _last_line(snapshots.configuration(place, commit))


def _last_line(files: Mapping[str, bytes]) -> Mapping[str, Any]:
    for name, data in files.items():
        root = load(data, name).root if b"revisions" in data else None
        section = root.get("site") if root else None
        table = section.get("revisions") if isinstance(section, dict) else None
        if isinstance(table, list) and table and isinstance(table[-1], dict):
            return table[-1]
    return {}
