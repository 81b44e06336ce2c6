"""The deployment report: every run that was kept, the newest whole, and the settings that only a person can make."""

from dataclasses import dataclass, replace

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.views.deployment import Log, log_of
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.report.views.manual import KeypadSetting, manual_work
from plantwright.report.views.runs import Meaning, RunRow, meanings, run_facts, run_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentReport:
    """`log` is the newest run, with more facts than elsewhere; `settings` are those that a person makes."""

    frame: Frame
    runs: tuple[RunRow, ...]
    meanings: tuple[Meaning, ...]
    log: Log
    settings: tuple[KeypadSetting, ...]


def _page(dossier: Dossier, frame: Frame) -> DeploymentReport:
    newest = dossier.run or dossier.runs[0]
    log = log_of(dossier, newest)
    return DeploymentReport(
        frame=frame,
        runs=run_rows(dossier),
        meanings=meanings(dossier),
        log=replace(log, facts=(*log.facts, *run_facts(dossier, newest))),
        settings=manual_work(dossier).settings,
    )


DEPLOYMENT_REPORT = Kind(
    name="deployment-report",
    title=text("Deployment report"),
    code="&EQC020",
    handover="02-04",
    empty=text("no run was kept"),
    template="deployment-report.html.j2",
    objects=lambda dossier: ("",) if dossier.runs else (),
    page=_page,
)
