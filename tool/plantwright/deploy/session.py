"""One run of a plan on disk: its folder, its single use, its journal from the first record to the last."""

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from plantwright import __version__
from plantwright.deploy import durable, lineage
from plantwright.deploy.apply import apply
from plantwright.deploy.guards import refuse
from plantwright.deploy.journal import Journal
from plantwright.deploy.outcome import Applied
from plantwright.deploy.plan import Plan
from plantwright.deploy.reading import Progress
from plantwright.deploy.recovery import guard_resolved
from plantwright.findings.exit_code import Stop
from plantwright.modbus.line import Endpoint
from plantwright.site.load import load_site
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
    approvals: Sequence[str] = (),
) -> tuple[Path, Applied]:
    """Apply a plan once, under a journal of its own below `folder`; return the run's folder and what it did.

    `approvals` are the persons who signed the plan, each with the fingerprint of the key.
    """
    with begun(plan, text, folder, operator, approvals) as journal:
        applied = apply(plan, site, targets, journal, quietly(progress), interrupted)
        _note_edits(journal, plan)
        return journal.folder, applied


@contextlib.contextmanager
def begun(plan: Plan, text: str, folder: Path, operator: str, approvals: Sequence[str] = ()) -> Iterator[Journal]:
    """Begin the run of a plan: its first record is on disk, and no other run below `folder` is under way.

    Raise Stop when the plan was used, the line of runs is broken, or a register of its devices is unresolved.
    """
    durable.make_folder(folder)
    with durable.held(folder, f"another run writes below {folder}"):
        guard_unused(plan, folder)
        runs = lineage.read_runs(folder)
        after = lineage.guard_line(folder, runs)
        guard_resolved(runs, {planned.tag for planned in plan.devices}, plan.rehearsal)
        with Journal(folder / plan.id) as journal:
            _start(journal, plan, text, operator, after, approvals)
            lineage.set_latest(folder, plan.id, journal.previous)
            yield journal


def _start(
    journal: Journal, plan: Plan, text: str, operator: str, after: Mapping[str, str], approvals: Sequence[str]
) -> None:
    durable.write(journal.folder / PLAN, text.encode())
    journal.append(
        "start",
        plan=plan.id,
        plan_sha256=hashlib.sha256(text.encode()).hexdigest(),
        plant=plan.plant,
        plant_name=plan.plant_name,
        site_sha256=plan.site_sha256,
        commit=plan.commit,
        author=plan.author,
        approvals=list(approvals),
        operator=operator,
        rehearsal=plan.rehearsal,
        purpose=plan.purpose,
        targets=dict(plan.targets),
        tool_version=__version__,
        after=dict(after),
    )


def quietly(progress: Progress) -> Progress:
    """Return a progress that cannot end the run: a terminal that is gone has nobody to tell."""

    def say(text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            progress(text)

    return say


def _note_edits(journal: Journal, plan: Plan) -> None:
    """Record when the site files changed during the run; the run itself went by what was read before."""
    now = load_site(Path(plan.site)).site
    if now is None or now.sha256 != plan.site_sha256:
        with contextlib.suppress(Stop):
            journal.append("note", text="the site files changed while the run was under way; it went by the old ones")


def guard_unused(plan: Plan, folder: Path) -> None:
    """Raise Stop when the plan was applied before, whatever came of it."""
    if (folder / plan.id).exists():
        raise refuse(f"plan {plan.id} was used already", "plan again; a plan is good for one run", "used")
