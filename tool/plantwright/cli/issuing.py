"""What is gathered before a plan is applied: of this machine, of git, of the signatures and of the earlier runs."""

import dataclasses
import datetime
import os
import sys
from pathlib import Path

from plantwright.deploy import signing, trust
from plantwright.deploy.guards import ALWAYS, refusals, refuse
from plantwright.deploy.guards_real import AT_THE_UNIT
from plantwright.deploy.issue import Issue
from plantwright.deploy.past import past_runs
from plantwright.deploy.plan import Plan
from plantwright.deploy.policy import beside
from plantwright.deploy.revision import revision, top
from plantwright.deploy.targets import targets
from plantwright.findings.exit_code import ExitCode, Stop
from plantwright.site.model import Site

_NO_SETTINGS = ("PLANTWRIGHT_TRACEBACK",)
"""The variables of this program; none of them changes what is written, or where."""


def gather(plan: Plan, site: Site, rehearsal: Path | None, journal: Path, file: Path | None, text: bytes) -> Issue:
    """Return what is known when a plan is applied; `file` is where the plan lies, None when it is not saved yet."""
    folder = Path(plan.site)
    approvals, rejected = _signatures(site, folder, file, text)
    return Issue(
        now=datetime.datetime.now(tz=datetime.UTC),
        rehearsal=rehearsal is not None,
        number=None,
        targets=targets(site, rehearsal),
        trusted=frozenset() if rehearsal else trust.trusted(_list_of_targets(folder)),
        commit=revision(folder).name,
        root=os.geteuid() == 0,
        environment=tuple(
            sorted(name for name in os.environ if name.startswith("PLANTWRIGHT_") and name not in _NO_SETTINGS)
        ),
        approvals=approvals,
        rejected=rejected,
        runs=past_runs(journal, site),
    )


def at_the_unit(plan: Plan, site: Site, rehearsal: Path | None, journal: Path, as_root: bool) -> None:
    """Raise Stop for a reason not to write a plan of `readdress` or `learn`, where a person stands at the unit."""
    gathered = gather(plan, site, rehearsal, journal, None, b"")
    issue = dataclasses.replace(gathered, number=plan.plant, terminal=sys.stdin.isatty(), as_root=as_root)
    questions = ALWAYS if issue.rehearsal else (*ALWAYS, *AT_THE_UNIT)
    refusal = next(refusals(plan, site, issue, questions), None)
    if refusal:
        raise refusal.stop()


def _list_of_targets(site: Path) -> Path:
    path, repository = trust.place(), top(site)
    if repository and path.resolve().is_relative_to(repository.resolve()):
        raise refuse(
            f"the list of trusted targets {path} lies in the repository of the site: who changes a target there can "
            "change the list too",
            "let XDG_CONFIG_HOME name a folder outside it",
            "trust",
        )
    return path


def _signatures(
    site: Site, folder: Path, file: Path | None, text: bytes
) -> tuple[tuple[signing.Approval, ...], tuple[signing.Rejected, ...]]:
    """Check the signatures beside a plan; without a list of approvers in the site, nobody can approve."""
    policy = site.deployment
    approvers, revoked = beside(folder, policy.approvers), beside(folder, policy.revoked_keys)
    found = signing.signature_files(file) if file else ()
    if not (found and approvers):
        return (), ()
    for path in filter(None, (approvers, revoked)):
        if not path.is_file():
            raise Stop(
                ExitCode.USAGE,
                f"the site names {path} for the approval of plans; there is no such file",
                "commit it beside the site files",
            )
    return signing.verify(text, found, approvers, revoked)
