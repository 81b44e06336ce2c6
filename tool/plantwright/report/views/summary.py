"""The page that answers: what, where, accepted or not, what is open."""

from collections.abc import Sequence
from dataclasses import dataclass

from plantwright.findings.verdict import Verdict
from plantwright.records.run import VERIFIED
from plantwright.report.figures.drawing import Drawing
from plantwright.report.figures.grid import Grid, grid
from plantwright.report.marks import (
    FAIL,
    NOT_CHECKED,
    NOT_DONE,
    PASS,
    WAIVED,
    WARN,
    Mark,
    mark,
    tally,
    worst,
)
from plantwright.report.text import joined
from plantwright.report.views.belonging import row_of, rows
from plantwright.report.views.dossier import Dossier

SUBJECTS = {
    "STA": "Starter", "INS": "Insulation", "CUR": "Current", "PRO": "Protection", "BUS": "Bus", "CAB": "Cabling",
    "FIB": "Fibre", "ENV": "Environment", "DOC": "Documents", "SIT": "Site",
}  # fmt: skip
"""What the letters of a rule stand for."""

_SETTINGS, _MEASURED = "Settings", "Records"


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
    overview = _overview(dossier)
    points = _open(dossier.verdicts)
    identity = dossier.site.identity
    ready, reasons = _statement(dossier)
    return Summary(
        ready=ready,
        reasons=reasons,
        counts=tuple(Count(mark=each, number=str(number)) for each, number in tally(dossier.verdicts)),
        total=str(len(dossier.verdicts)),
        grid=grid(overview),
        legend=_legend(overview),
        open=points[:_MOST],
        more=f"{len(points) - _MOST} more in the check report." if len(points) > _MOST else "",
        extent=identity.extent,
        limitations=identity.limitations,
    )


def _statement(dossier: Dossier) -> tuple[str, tuple[str, ...]]:
    """Return whether the plant can be accepted and why; a tool never accepts, the people who sign do."""
    numbers = dict(tally(dossier.verdicts))
    reasons = (*_check_reasons(numbers), *_run_reasons(dossier))
    if numbers[FAIL] or (dossier.run and dossier.run.unverified):
        return "Not ready for acceptance", reasons
    if dossier.run is None or dossier.run.rehearsal:
        return "Not ready for acceptance: the settings are not in the devices", reasons
    if any(numbers.get(each) for each in (WARN, WAIVED, NOT_CHECKED)):
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
    proven = sum(write.outcome == VERIFIED for write in writes)
    where = "a simulator" if run.rehearsal else "the devices"
    return (
        f"Settings: {proven} of {len(writes)} values written to {where} in run {run.id} were verified by reading back.",
    )


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


def _overview(dossier: Dossier) -> Grid:
    """Return the worst mark for every object and subject; what no rule looked at stays empty."""
    subjects = [name for letters, name in SUBJECTS.items() if any(v.rule.startswith(letters) for v in dossier.verdicts)]
    other = any(verdict.rule[:3] not in SUBJECTS for verdict in dossier.verdicts)
    columns = (*subjects, *(["Other"] if other else []), _SETTINGS, _MEASURED)
    cells: dict[tuple[str, str], list[Mark]] = {}
    for verdict in dossier.verdicts:
        key = row_of(dossier.site, verdict), SUBJECTS.get(verdict.rule[:3], "Other")
        cells.setdefault(key, []).append(mark(verdict))
    for tag, column, each in (*_deployed(dossier), *_recorded(dossier)):
        cells.setdefault((tag, column), []).append(each)
    return Grid(
        columns=columns,
        rows=tuple(
            (tag, title, tuple(worst(cells.get((tag, column), [])) for column in columns))
            for tag, title in rows(dossier.site)
        ),
    )


def _deployed(dossier: Dossier) -> list[tuple[str, str, Mark]]:
    """Return whether the settings of each feeder's starter are in the device."""
    found = []
    for feeder in dossier.site.feeders.values():
        starter = dossier.site.starter_of(feeder)
        if starter is None:
            continue
        done = dossier.run.device(starter.tag) if dossier.run else None
        proven = done is not None and all(write.outcome == VERIFIED for write in done.writes)
        found.append((feeder.tag, _SETTINGS, NOT_DONE if done is None else PASS if proven else FAIL))
    return found


def _recorded(dossier: Dossier) -> list[tuple[str, str, Mark]]:
    """Return whether each motor has an insulation test and each fibre end an inspection."""
    site, results = dossier.site, []
    for feeder in site.feeders.values():
        motor = site.motor_of(feeder)
        if motor:
            results.append((feeder.tag, _MEASURED, _result(dossier, "insulation-test", motor.tag)))
    for link in site.fibre_links.values():
        inspected = {str(record.data.get("end")): record for record in dossier.records if record.object == link.tag}
        marks = [_judged(inspected[end].result) if end in inspected else NOT_DONE for end in link.ends]
        results.append((link.tag, _MEASURED, worst(marks) or NOT_DONE))
    return results


def _result(dossier: Dossier, kind: str, tag: str) -> Mark:
    record = dossier.record(kind, tag)
    return _judged(record.result) if record else NOT_DONE


def _judged(result: str) -> Mark:
    return {"pass": PASS, "fail": FAIL}.get(result, NOT_DONE)


def _legend(overview: Grid) -> tuple[Mark, ...]:
    return overview.used
