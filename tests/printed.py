"""The documents of the example plant after a rehearsal run, rendered once for all tests, and one that may be signed."""

import datetime
import fcntl
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.rehearsal import RIVERSIDE, bench

from plantwright.findings.verdict import Outcome
from plantwright.records.deployed import latest_run
from plantwright.report.press import press
from plantwright.report.register import entry, kinds, made
from plantwright.report.views.dossier import Dossier
from plantwright.rules.check import check
from plantwright.site.load import load_site

DAY = "2026-11-03"
EPOCH = "1793664000"  # of that day
PAIR = "en+zh"


@dataclass(frozen=True)
class Printed:
    """A site in a git repository of its own, its runs, the documents, the same as HTML and in pairs, and the cache."""

    site: Path
    runs: Path
    out: Path
    pages: Path
    pairs: Path
    cache: Path

    def documents(self, *, paired: bool = False) -> dict[str, Path]:
        """Return the first document of each kind that has one, by the name of the kind."""
        made = self.pairs if paired else self.out
        every = sorted(made.glob("*.pdf"), key=lambda path: path.stem)  # a form to fill in is no PDF/A
        files = {path.stem.removeprefix("RPS-01-"): path for path in every if not path.stem.endswith("-form")}
        longest_first = sorted(kinds(), key=len, reverse=True)
        found: dict[str, Path] = {}
        for stem, path in files.items():
            kind = next(name for name in longest_first if stem == name or stem.startswith(f"{name}-"))
            found.setdefault(kind, path)
        return found


def printed(factory: pytest.TempPathFactory) -> Printed:
    """Return one document of each kind; whichever test process comes first makes them, the others wait."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "printed"
    folder.mkdir(exist_ok=True)
    found = Printed(*(folder / name for name in ("site", "runs", "report", "html", "pairs", "cache")))
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            shutil.rmtree(found.site, ignore_errors=True)  # of a process that failed half-way
            _print(found)
            (folder / "done").touch()
    return found


def _print(wanted: Printed) -> None:
    repository(wanted.site)
    site = load_site(wanted.site).site
    assert site is not None
    with bench(site, wanted.runs) as plant:
        plant.apply(plant.plan())
    chosen = only(wanted)
    pair = (*chosen, "--only", "checklist-full:RS1", "--language", PAIR)
    for out, options in ((wanted.out, chosen), (wanted.pages, ("--html-only", *chosen)), (wanted.pairs, pair)):
        done = report(wanted, out, *options)
        assert done.returncode == 0, done.stderr


def only(wanted: Printed) -> list[str]:
    """Return the options that ask for the first document of each kind."""
    listed = report(wanted, wanted.out, "--list")
    assert listed.returncode == 0, listed.stderr
    rows = [re.split("  +", line) for line in listed.stdout.splitlines()[1:]]
    first = [(row[0], re.match(r"\d+(?:: ([^, ]+))?", row[-1])) for row in rows]
    return [part for name, found in first if found for part in ("--only", f"{name}:{found[1] or ''}")]


def report(wanted: Printed, out: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `report` on the site, with its runs and its cache."""
    known = {"SOURCE_DATE_EPOCH": EPOCH, "XDG_CACHE_HOME": str(wanted.cache)}
    return plantwright("report", wanted.site, "-o", out, "--journal", wanted.runs, *options, **known, **environment)


def plantwright(*command: str | Path, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "plantwright", *map(str, command)], input=given, capture_output=True, text=True,
        check=False, timeout=570, env={**os.environ, **environment},
    )  # fmt: skip


def repository(site: Path) -> None:
    """Make a copy of the example plant with a git repository of its own."""
    shutil.copytree(RIVERSIDE, site)
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "as built")):
        git(site, *command)


def git(site: Path, *command: str) -> str:
    """Run git as somebody in a repository."""
    somebody = ("-c", "user.email=author@example.org", "-c", "user.name=author", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", "-C", site, *somebody, *command], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def signable(wanted: Printed, *, name: str = "waiver-register", barred: bool = False) -> bytes:
    """Return a document of the plant as it is when nothing is open and its run wrote to the devices."""
    loaded = load_site(wanted.site)
    run = latest_run(wanted.runs)
    assert loaded.site is not None
    assert run is not None
    verdicts = [each for each in check(loaded, datetime.date.fromisoformat(DAY)) if each.outcome is Outcome.PASS]
    dossier = Dossier(
        site=loaded.site, verdicts=tuple(verdicts), run=replace(run, rehearsal=barred), issued=DAY, tool_version="0",
        files=tuple((Path(name).name, Path(name).read_bytes()) for name in loaded.files),
    )  # fmt: skip
    vars(dossier)["_every_task"] = ()
    document = made(dossier, entry(dossier, kinds()[name], ""))
    assert document is not None
    return press(document.job)
