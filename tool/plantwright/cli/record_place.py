"""A site whose records are shown and made: where they lie, how one is kept, and what the rules say of it then."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from plantwright.cli import recorded
from plantwright.cli.sites import verdicts_of
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.verdict import Verdict
from plantwright.records import drafts
from plantwright.records.entry import own
from plantwright.records.form import stem_of
from plantwright.site.load import LoadedSite, load_site
from plantwright.site.model import Site
from plantwright.site.source import dump


class Place(NamedTuple):
    """A site and the folder of its records; `name` is the other name on the command line, an object or a record."""

    path: Path
    loaded: LoadedSite
    site: Site
    records: Path
    name: str


def keep(here: Place, data: Mapping[str, Any]) -> Path:
    """Write a record to a file of its own and return that; raise Stop when storage does not hold it."""
    return drafts.keep(here.records, stem_of(data), dump(data, _heading(here.loaded)))


def judged(here: Place, kept: Sequence[Path]) -> tuple[Verdict, ...]:
    """Read the site again, tell what the rules say of the records that were kept, and return it."""
    if not kept:
        return ()
    loaded = load_site(here.path)
    for path in kept:
        if loaded.site is None or path.stem not in loaded.site.records:
            hint = f"`plantwright check {here.path}`"
            raise Stop(ExitCode.INTERNAL, f"{path} was written and cannot be read back", hint)
    every = verdicts_of(loaded)
    found = tuple(verdict for path in kept for verdict in own(every, path.stem))
    recorded.tell(loaded, found)
    return found


def _heading(loaded: LoadedSite) -> str:
    """Return the line for editors that the files of the site have, for a record; empty when they have none."""
    firsts = (each.lines[0] for each in loaded.texts.values() if each.lines)
    found = next(filter(None, map(_SCHEMA, firsts)), None)
    if found is None:
        return ""
    up = "" if "://" in found[2] or found[2].startswith("/") else "../"
    return f"{found[1]}{up}{found[2]}record.schema.json"


_SCHEMA = re.compile(r"# (yaml-language-server: \$schema=)(\S*)site\.schema\.json").fullmatch
