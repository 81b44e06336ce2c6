"""The example plant in its states: as it is, without its records, after a rehearsal; and what its files know."""

import datetime
import hashlib
import shutil
from pathlib import Path

from tests.explained_numbers import Plant
from tests.known_numbers import Known, of_files, of_runs
from tests.rehearsal import RIVERSIDE, bench

from plantwright import __version__
from plantwright.records.deployed import every_run, latest_run
from plantwright.report.views.dossier import Dossier
from plantwright.resources import folder
from plantwright.rules.check import check
from plantwright.site.load import load_site

DAY = datetime.date(2026, 11, 3)

STATES = {"as it is": (True, False), "without records": (False, False), "after a rehearsal": (True, True)}
"""With its records, and with a run."""


def plant(root: Path, *, records: bool, run: bool) -> Plant:
    """Return the example plant with or without its records and a rehearsal run, and what its files know."""
    site, runs = root / "site", root / "runs"
    shutil.copytree(RIVERSIDE, site, ignore=shutil.ignore_patterns(*(() if records else ("records",))))
    loaded = load_site(site)
    assert loaded.site is not None
    if run:
        with bench(loaded.site, runs) as rehearsal:
            rehearsal.apply(rehearsal.plan())
    files = tuple((Path(name).name, Path(name).read_bytes()) for name in loaded.files)
    dossier = Dossier(
        site=loaded.site, verdicts=(*loaded.problems, *check(loaded, DAY)), run=latest_run(runs),
        issued=DAY.isoformat(), day=DAY.isoformat(), tool_version=__version__, files=files, runs=every_run(runs),
    )  # fmt: skip
    known = Known()
    of_files(known, site, folder("schemas"))
    of_runs(known, runs)
    for verdict in dossier.verdicts:
        known.judge(verdict)
    known.hashes |= {loaded.site.sha256, *(hashlib.sha256(data).hexdigest() for _, data in files)}
    return Plant(dossier, known)
