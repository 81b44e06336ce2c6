"""The page that answers: what, where, accepted or not, what is open."""

from collections.abc import Sequence
from dataclasses import dataclass

from plantwright.findings.verdict import Verdict
from plantwright.report.figures.drawing import Drawing
from plantwright.report.figures.grid import grid
from plantwright.report.marks import FAIL, NOT_CHECKED, PASS, WAIVED, WARN, Mark, mark, tally
from plantwright.report.text import joined
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import banners
from plantwright.report.views.overview import overview
from plantwright.report.views.settings import differing


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    mark: Mark
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Something a reader of the first pages must know."""

    mark: Mark
    rule: str
    object: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """`ready` is the statement on acceptance, `reasons` what it rests on."""

    ready: str
    reasons: tuple[str, ...]
    counts: tuple[Count, ...]
    total: str
    grid: Drawing
    legend: tuple[Mark, ...]
    open: tuple[Open, ...]
    more: str
    extent: str
    limitations: tuple[str, ...]


_MOST = 14  # open points on the summary page


def summary(dossier: Dossier) -> Summary:
    """Count, judge and list what is open."""
    view = overview(dossier)
    points = _open(dossier.verdicts)
    identity = dossier.site.identity
    ready, reasons = _statement(dossier)
    return Summary(
        ready=ready,
        reasons=reasons,
        counts=tuple(Count(mark=each, number=str(number)) for each, number in tally(dossier.verdicts)),
        total=str(len(dossier.verdicts)),
        grid=grid(view),
        legend=view.used,
        open=points[:_MOST],
        more=f"{len(points) - _MOST} more in the check report." if len(points) > _MOST else "",
        extent=identity.extent,
        limitations=identity.limitations,
    )


def _statement(dossier: Dossier) -> tuple[str, tuple[str, ...]]:
    """Return whether the plant can be accepted and why; a tool never accepts, the people who sign do."""
    numbers = dict(tally(dossier.verdicts))
    reasons = (*_check_reasons(numbers), *_run_reasons(dossier))
    if numbers[FAIL] or (dossier.run and dossier.run.unverified) or _differing(dossier):
        return "Not ready for acceptance", reasons
    if dossier.run is None or dossier.run.rehearsal:
        return "Not ready for acceptance: the settings are not in the devices", reasons
    if any(banner.bars for banner in banners(dossier)):
        return "Not ready for acceptance", reasons
    if any(numbers.get(each) for each in (WARN, WAIVED)):
        return "Ready for acceptance with the reservations below", reasons
    return "Ready for acceptance", reasons


def _check_reasons(numbers: dict[Mark, int]) -> tuple[str, ...]:
    total = sum(numbers.values())
    words = joined(*(f"{number} {each.word}" for each, number in numbers.items() if number and each is not PASS))
    return (f"Design: {total} checks, {numbers[PASS]} passed" + (f"; {words}." if words else "."),)


def _run_reasons(dossier: Dossier) -> tuple[str, ...]:
    run = dossier.run
    if run is None:
        return ("Settings: nothing was written to the devices yet.",)
    writes = [write for device in run.devices for write in device.writes]
    proven = sum(write.verified for write in writes)
    where = "a simulator" if run.rehearsal else "the devices"
    differ = _differing(dossier)
    return (
        f"Settings: {proven} of {len(writes)} values written to {where} in run {run.id} were verified by reading back.",
        *((f"Settings: {joined(*differ)} as left differ from the site files.",) if differ else ()),
    )


def _differing(dossier: Dossier) -> tuple[str, ...]:
    """Return the settings, by device and code, that the run left other than the site files say."""
    return tuple(f"{device.tag} {code}" for device in dossier.site.devices() for code in differing(dossier, device))


def _open(verdicts: Sequence[Verdict]) -> tuple[Open, ...]:
    """Return failures, warnings, waivers and what could not be checked, the worst first."""
    shown = (FAIL, WARN, WAIVED, NOT_CHECKED)
    found = [(mark(verdict), verdict) for verdict in verdicts]
    return tuple(
        Open(mark=each, rule=verdict.rule, object=verdict.object, text=_shortened(verdict))
        for wanted in shown
        for each, verdict in found
        if each is wanted
    )


def _shortened(verdict: Verdict) -> str:
    return f"{verdict.message} ({verdict.waiver})" if verdict.waiver else verdict.message
