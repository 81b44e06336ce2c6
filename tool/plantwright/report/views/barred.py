"""Change bars: which lines carry one, and the words that explain it."""

from collections.abc import Iterator
from dataclasses import replace

from plantwright.report.language import text
from plantwright.report.since import Since
from plantwright.report.text import joined
from plantwright.report.views.dossier import Dossier

FIRST = text("it is the first revision")
NO_REPOSITORY = text("the site files are in no git repository")


def not_kept(revision: str) -> str:
    """Return why there is nothing to compare with when git does not have a revision."""
    return text("git has no state of the site files in which revision {revision} is the newest", revision=revision)


def not_read(revision: str) -> str:
    """Return why there is nothing to compare with when the files of a revision do not load."""
    return text("the site files of revision {revision} cannot be read any more", revision=revision)


def since(dossier: Dossier) -> Since:
    """Return what differs from the revision before, with what the newest revision itself states as changed."""
    return replace(dossier.since, tags=(*dossier.since.tags, *_stated(dossier)))


def legend(dossier: Dossier) -> str:
    """Return what a bar means, empty when no line of any document can have one."""
    return joined(*_legend(dossier), by=" ")


def unbarred(dossier: Dossier) -> str:
    """Return why no line has a bar; empty when some may have one, or nothing is known of a revision before."""
    found = dossier.since
    if legend(dossier):
        return ""
    if found.before:
        return text("No line has a bar: no object differs from revision {revision} (commit {commit}).",
                    revision=found.before, commit=found.commit)  # fmt: skip
    return text("No line has a bar: {why}.", why=found.why) if found.why else ""


def _legend(dossier: Dossier) -> Iterator[str]:
    found, stated = dossier.since, _stated(dossier)
    if found.tags or found.settings or found.records:
        yield text("A bar at the left of a line: what it is about in the site files is new or differs from revision "
                   "{revision} (commit {commit}).", revision=found.before, commit=found.commit)  # fmt: skip
    if stated:
        revision = dossier.site.identity.revisions[-1].revision
        yield text("A bar at the left of a line: revision {revision} names its object as changed.", revision=revision)


def _stated(dossier: Dossier) -> tuple[str, ...]:
    revisions = dossier.site.identity.revisions
    return revisions[-1].changed if revisions else ()
