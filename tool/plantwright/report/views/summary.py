"""The page that answers: what, where, accepted or not, what is open."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from plantwright.findings.verdict import Verdict
from plantwright.records.run import Run
from plantwright.report.figures.drawing import Figure
from plantwright.report.gallery.grid import overview_grid
from plantwright.report.gallery.milestones import milestone_figure
from plantwright.report.language import text
from plantwright.report.marks import FAIL, NOT_CHECKED, PASS, WAIVED, WARN, Mark, mark, tally, told
from plantwright.report.text import NOT_APPLICABLE, joined
from plantwright.report.views.banners import INCOMPLETE, banners
from plantwright.report.views.checks import approved_by, waived_for
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.handed_over import OpenPoints, open_points
from plantwright.report.views.overview import overview
from plantwright.report.views.settings import differing


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    mark: Mark
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Something a reader of the first pages must know; `hint` is what to do next, `waiver` why it is accepted."""

    mark: Mark
    rule: str
    object: str
    text: str
    hint: str
    waiver: str
    approved: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """`ready` is the statement on acceptance, `reasons` what it rests on, `next` what the plant needs now."""

    ready: str
    reasons: str
    next: str
    counts: tuple[Count, ...]
    total: str
    grid: Figure
    milestones: Figure
    legend: tuple[Mark, ...]
    open: tuple[Open, ...]
    more: str
    punch: tuple[OpenPoints, ...]
    extent: str
    limitations: tuple[str, ...]


_MOST = 14  # open points on the summary page
_FEW = 6  # punch points whose text is told there; of more only how many there are


def summary(dossier: Dossier) -> Summary:
    """Count, judge and list what is open."""
    view = overview(dossier)
    points = _open(dossier)
    identity = dossier.site.identity
    ready, reasons = _statement(dossier)
    return Summary(
        ready=ready,
        reasons=reasons,
        next=_next_step(dossier),
        counts=tuple(Count(mark=each, number=str(number)) for each, number in tally(dossier.verdicts)),
        total=str(len(dossier.verdicts)),
        grid=overview_grid(dossier, ""),
        milestones=milestone_figure(dossier),
        legend=view.used,
        open=points[:_MOST],
        more=text("{n} more in the check report.", n=len(points) - _MOST) if len(points) > _MOST else "",
        punch=_punch(dossier),
        extent=identity.extent,
        limitations=identity.limitations,
    )


def _statement(dossier: Dossier) -> tuple[str, str]:
    """Return whether the plant can be accepted and why; a tool never accepts, the people who sign do."""
    numbers = dict(tally(dossier.verdicts))
    reasons = joined(_check_reason(numbers), *_run_reasons(dossier), by=" ")
    if numbers[FAIL] or (dossier.run and dossier.run.unverified) or _differing(dossier):
        return text("Not ready for acceptance"), reasons
    if dossier.run is None or dossier.run.rehearsal:
        return text("Not ready for acceptance: the settings are not in the devices"), reasons
    if any(banner.bars for banner in banners(dossier)):
        return text("Not ready for acceptance"), reasons
    if any(numbers.get(each) for each in (WARN, WAIVED)):
        return text("Ready for acceptance with the reservations below"), reasons
    return text("Ready for acceptance"), reasons


def _next_step(dossier: Dossier) -> str:
    """Return the step that comes first of those that are left."""
    numbers, barred = dict(tally(dossier.verdicts)), [banner.word for banner in banners(dossier) if banner.bars]
    if numbers[FAIL]:
        return text("Next: mend what failed, or have it accepted by a waiver.")
    if dossier.run is None or dossier.run.rehearsal:
        return text("Next: write the settings to the devices and read them back (plan, apply, verify).")
    if dossier.run.unverified or _differing(dossier):
        return text("Next: find out what the devices hold, and write again (drift, resolve, plan, apply).")
    if INCOMPLETE in barred:
        return text("Next: make the records that are missing (record next lists them).")
    if barred:
        return text("Next: settle what bars the signature: {what}.", what=joined(*barred))
    return text("Next: sign.")


def _check_reason(numbers: dict[Mark, int]) -> str:
    total, passed = sum(numbers.values()), numbers[PASS]
    others = joined(*(joined(str(number), each.word, by=" ") for each, number in numbers.items()
                      if number and each is not PASS))  # fmt: skip
    if others:
        return text("Design: {n} checks, {passed} passed; {others}.", n=total, passed=passed, others=others)
    return text("Design: {n} checks, {passed} passed.", n=total, passed=passed)


def _run_reasons(dossier: Dossier) -> Iterator[str]:
    run = dossier.run
    if run is None:
        yield text("Settings: nothing was written to the devices yet.")
        return
    yield _proven(run)
    differ = _differing(dossier)
    if differ:
        yield text("Settings: {codes} as left differ from the site files.", codes=joined(*differ))


def _proven(run: Run) -> str:
    writes = [write for device in run.devices for write in device.writes]
    n, m = sum(write.verified for write in writes), len(writes)
    if run.rehearsal:
        return text(
            "Settings: {n} of {m} values written to a simulator in run {run} were verified by reading back.",
            n=n, m=m, run=run.id,
        )  # fmt: skip
    return text(
        "Settings: {n} of {m} values written to the devices in run {run} were verified by reading back.",
        n=n, m=m, run=run.id,
    )  # fmt: skip


def _differing(dossier: Dossier) -> tuple[str, ...]:
    """Return the settings, by device and code, that the run left other than the site files say."""
    return tuple(f"{device.tag} {code}" for device in dossier.site.devices() for code in differing(dossier, device))


def _punch(dossier: Dossier) -> tuple[OpenPoints, ...]:
    """Return the punch points that are not verified as put right, without their texts when they are many."""
    found = open_points(dossier)
    if sum(int(each.number) for each in found) <= _FEW:
        return found
    return tuple(replace(each, points=NOT_APPLICABLE) for each in found)


def _open(dossier: Dossier) -> tuple[Open, ...]:
    """Return failures, warnings, waivers and what could not be checked, the worst first."""
    shown = (FAIL, WARN, WAIVED, NOT_CHECKED)
    found = [(mark(verdict), verdict) for verdict in dossier.verdicts]
    return tuple(
        Open(
            mark=told(verdict),
            rule=verdict.rule,
            object=verdict.object,
            text=verdict.message,
            hint=_next_of(verdict),
            waiver=waived_for(dossier, verdict),
            approved=approved_by(dossier, verdict),
        )
        for wanted in shown
        for each, verdict in found
        if each is wanted
    )


def _next_of(verdict: Verdict) -> str:
    """Return what to do about a finding; nothing about one that somebody accepted."""
    return "" if verdict.waiver else verdict.hint
