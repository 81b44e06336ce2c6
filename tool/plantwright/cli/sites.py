"""What several commands share: finding and loading the sites that the command line names."""

import datetime
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from plantwright.cli import screen
from plantwright.findings.checked import Checked, CheckedSite
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.findings.reporters import text
from plantwright.findings.verdict import Judged, Verdict
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
    return stated_day() or datetime.datetime.now(tz=datetime.UTC).date()


def stated_day() -> datetime.date | None:
    """Return the day of SOURCE_DATE_EPOCH, in s since 1970-01-01 UTC, None when it is not set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return None
    try:
        return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        message = f"SOURCE_DATE_EPOCH is `{epoch[:40]}`, not a time"
        raise Stop(ExitCode.USAGE, message, "give the seconds since 1970-01-01 UTC, or unset it") from error


def repository_folder() -> str:
    """Return the path from the top of the git repository to the current directory, empty at the top and outside."""
    here = Path.cwd()
    top = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    inside = here.relative_to(top).as_posix()
    return "" if inside == "." else inside


def checked_site(name: str, loaded: LoadedSite, judged: Judged) -> CheckedSite:
    """Return a site and its verdicts as the reporters want it."""
    return CheckedSite(
        name=name,
        verdicts=judged.verdicts,
        others=judged.others,
        texts={file: each.lines for file, each in loaded.texts.items()},
        waivers=loaded.site.waivers if loaded.site else {},
        loaded=loaded.site is not None,
    )


def site_of(path: str) -> tuple[LoadedSite, Site]:
    """Load one valid site; print its problems and stop when it is not."""
    loaded = load_site(Path(path))
    if loaded.site is None:
        problems = Checked(sites=[checked_site(path, loaded, Judged(loaded.problems))])
        screen.show(text.report(problems), sys.stderr)
        raise Stop(
            ExitCode.USAGE, f"{path} is not a valid site", f"mend the problems above; `plantwright validate {path}`"
        )
    return loaded, loaded.site


def verdicts_of(loaded: LoadedSite) -> tuple[Verdict, ...]:
    """Return the problems of a site and, when it is valid, the verdicts of every rule."""
    return judged_site(loaded, frozenset(), every=True).verdicts


def judged_site(loaded: LoadedSite, switched_off: frozenset[str], every: bool) -> Judged:
    """Return the problems of a site and, when it is valid, the verdicts of every rule that is not switched off.

    Without `every`, what passes or does not apply is only counted.
    """
    if loaded.site is None:
        return Judged(loaded.problems)
    from plantwright.rules.check import judged

    with no_collection():
        found = judged(loaded, today(), switched_off=switched_off, every=every)
    return Judged((*loaded.problems, *found.verdicts), found.others)
