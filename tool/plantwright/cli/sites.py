"""What several commands share: finding and loading the sites that the command line names."""

import dataclasses
import datetime
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from plantwright.cli import screen
from plantwright.findings.checked import Checked, CheckedSite
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters import text
from plantwright.findings.verdict import Verdict
from plantwright.records.record import load_records
from plantwright.site.garbage import no_collection
from plantwright.site.load import LoadedSite, find_sites, load_site
from plantwright.site.model import Site


def chosen(paths: Sequence[str]) -> tuple[Path, ...]:
    """Return the sites named on the command line, else those of the repository around the current directory."""
    if paths:
        return tuple(Path(path) for path in paths)
    found = find_sites(Path.cwd())
    if not found:
        raise Stop(
            ExitCode.USAGE,
            "no site here: no folder upwards has a YAML file with `format:`, and there is no sites/",
            "name one, for example `plantwright check sites/riverside`",
        )
    return found


def today() -> datetime.date:
    """Return the date that decides about expiry: SOURCE_DATE_EPOCH when set, else today."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal():
        return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.UTC).date()
    return datetime.datetime.now(tz=datetime.UTC).date()


def repository_folder() -> str:
    """Return the path from the top of the git repository to the current directory, empty at the top and outside."""
    here = Path.cwd()
    top = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    inside = here.relative_to(top).as_posix()
    return "" if inside == "." else inside


def checked_site(name: str, loaded: LoadedSite, verdicts: Sequence[Verdict]) -> CheckedSite:
    """Return a site and its verdicts as the reporters want it."""
    lines = {file: each.lines for file, each in loaded.texts.items()}
    return CheckedSite(name=name, verdicts=verdicts, texts=lines, waivers=loaded.site.waivers if loaded.site else {})


def site_of(path: str) -> tuple[LoadedSite, Site]:
    """Load one valid site; print its problems and stop when it is not."""
    loaded = load_site(Path(path))
    if loaded.site is None:
        problems = Checked(sites=[checked_site(path, loaded, loaded.problems)])
        screen.show(text.report(problems), sys.stderr)
        raise Stop(
            ExitCode.USAGE, f"{path} is not a valid site", f"mend the problems above; `plantwright validate {path}`"
        )
    return loaded, loaded.site


def with_records(path: Path) -> LoadedSite:
    """Load a site together with the problems of the records that lie beside it."""
    loaded = load_site(path)
    records = load_records(path / "records")
    problems, texts = (*loaded.problems, *records.problems), {**loaded.texts, **records.texts}
    return dataclasses.replace(loaded, problems=problems, texts=texts)


def verdicts_of(loaded: LoadedSite, switched_off: frozenset[str] = frozenset()) -> tuple[Verdict, ...]:
    """Return the problems of a site and, when it is valid, the verdicts of every rule that is not switched off."""
    if loaded.site is None:
        return loaded.problems
    from plantwright.rules.check import check

    with no_collection():
        return (*loaded.problems, *check(loaded, today(), switched_off=switched_off))
