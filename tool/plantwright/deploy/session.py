"""One run of a plan on disk: its folder, its single use, its journal from the first record to the last."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from plantwright import __version__
from plantwright.deploy import durable
from plantwright.deploy.apply import Applied, apply
from plantwright.deploy.guards import refuse
from plantwright.deploy.journal import Journal
from plantwright.deploy.plan import Plan
from plantwright.deploy.reading import Progress
from plantwright.modbus.line import Endpoint
from plantwright.site.model import Site

PLAN = "plan.json"


def run_plan(
    plan: Plan,
    text: str,
    site: Site,
    targets: Mapping[str, Endpoint],
    folder: Path,
    operator: str,
    progress: Progress,
    interrupted: Callable[[], bool],
) -> tuple[Path, Applied]:
    """Apply a plan once, under a journal of its own below `folder`; return the run's folder and what it did."""
    guard_unused(plan, folder)
    with Journal(folder / plan.id) as journal:
        durable.write(journal.folder / PLAN, text.encode())
        journal.append(
            "start",
            plan=plan.id,
            plan_sha256=hashlib.sha256(text.encode()).hexdigest(),
            plant=plan.plant,
            plant_name=plan.plant_name,
            site_sha256=plan.site_sha256,
            commit=plan.commit,
            operator=operator,
            rehearsal=plan.rehearsal,
            targets=dict(plan.targets),
            tool_version=__version__,
        )
        return journal.folder, apply(plan, site, targets, journal, progress, interrupted)


def guard_unused(plan: Plan, folder: Path) -> None:
    """Raise Stop when the plan was applied before, whatever came of it."""
    if (folder / plan.id).exists():
        raise refuse(f"plan {plan.id} was used already", "plan again; a plan is good for one run")
