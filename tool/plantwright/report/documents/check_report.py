"""The check report, short and full: what failed first, each waiver beside what it covers."""

from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.marks import tally
from plantwright.report.views.checks import Group, Passes, groups, passes, short_groups
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.report.views.summary import Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many verdicts there are, by mark."""

    counts: tuple[Count, ...]
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """`left_out` says what is only counted, `passed` counts it by subject."""

    frame: Frame
    summary: Counted
    checks: tuple[Group, ...]
    left_out: str
    passed: tuple[Passes, ...]


def _full(dossier: Dossier, frame: Frame) -> CheckReport:
    return _report(dossier, frame, groups(dossier), "", ())


def _short(dossier: Dossier, frame: Frame) -> CheckReport:
    left_out = text("What passed or does not apply is counted here and listed in the full report.")
    return _report(dossier, frame, short_groups(dossier), left_out, passes(dossier))


def _report(
    dossier: Dossier, frame: Frame, told: tuple[Group, ...], left_out: str, passed: tuple[Passes, ...]
) -> CheckReport:
    counts = tuple(Count(mark=each, number=str(number)) for each, number in tally(dossier.verdicts))
    counted = Counted(counts=counts, total=str(len(dossier.verdicts)))
    return CheckReport(frame=frame, summary=counted, checks=told, left_out=left_out, passed=passed)


CHECK_REPORT = Kind(
    name="check-report",
    title=text("Check report"),
    code="&EQC003",
    handover="02-04",
    template="check-report.html.j2",
    page=_short,
)

FULL_CHECK_REPORT = Kind(
    name="check-report-full",
    title=text("Check report, full"),
    code="&EQC004",
    handover="02-04",
    template="check-report.html.j2",
    page=_full,
)
