"""Which lines of the documents differ from the revision before. Pure: values in, values out."""

from collections.abc import Iterator

from plantwright.report.changes.change import Change
from plantwright.report.since import Since
from plantwright.report.views.belonging import owner
from plantwright.site.difference import ADDED, REMOVED, ObjectChange
from plantwright.site.model import Site

_SETTINGS, _SITE = "parameters", "site"
_OF_A_REVISION = (("revision",), ("revisions",))


def bars(change: Change, before: str) -> Since:
    """Return what carries a change bar when the site is compared with a revision called `before`."""
    site = change.frame_site
    if site is None or not change.comparable:
        raise ValueError("one of the states did not load")
    objects = tuple(each.change for each in change.things)
    return Since(
        before=before,
        commit=change.before.short,
        tags=tuple(each.tag for each in objects if each.tag and _beyond_settings(each)),
        settings=tuple((each.tag, name) for each in objects for name in _settings(each)),
        records=tuple(each.record.name for each in change.records),
        documents=tuple(dict.fromkeys((*_reissued(change), *_about(change, site)))),
    )


def _beyond_settings(each: ObjectChange) -> bool:
    """Return whether an object is there with something else changed than its settings, whose lines have bars."""
    return each.what != REMOVED and (not each.values or any(value.path[:1] != (_SETTINGS,) for value in each.values))


def _settings(each: ObjectChange) -> Iterator[str]:
    if each.what == ADDED and each.data:
        yield from each.data.get(_SETTINGS, {})
    for value in each.values:
        if value.path[:1] == (_SETTINGS,):
            whole = {**(value.before or {}), **(value.after or {})} if len(value.path) == 1 else (str(value.path[1]),)
            yield from whole


def _reissued(change: Change) -> Iterator[tuple[str, str]]:
    """Yield the documents that the table of reissues names, each about its objects and for the whole plant.

    The line of the revision itself is new in every document and marks none.
    """
    only_line = not any(_beyond_revision(each.change) for each in change.things)
    for each in change.reissues:
        title = each.document.partition(", ")[0]
        objects = [tag for tag in each.objects if tag != _SITE or not only_line]
        yield from ((title, about) for about in ("", *objects) if objects)


def _beyond_revision(each: ObjectChange) -> bool:
    return each.section == _SITE and any(value.path[:1] not in _OF_A_REVISION for value in each.values)


def _about(change: Change, site: Site) -> Iterator[tuple[str, str]]:
    """Yield what documents of any title are about: objects that changed, and what these belong to."""
    for each in change.things:
        if each.change.tag and each.change.what != REMOVED:
            yield from (("", about) for about in (each.change.tag, owner(site, each.change.tag)))
