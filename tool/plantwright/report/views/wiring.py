"""The lines of a wiring procedure at one device, and what became of each."""

from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.marks import FAIL, NOT_APPLICABLE, NOT_DONE, PASS, Mark, starred
from plantwright.report.text import NOT_APPLICABLE as DASH
from plantwright.report.text import joined, quantity
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.limits import limit_source, limit_words, near_limit
from plantwright.site.proofs import Proof
from plantwright.site.records import Check
from plantwright.site.tasks import NOT_APPLICABLE as DOES_NOT_APPLY
from plantwright.site.tasks import Task

_WIRING = "wiring-check"
_MARKS = {"pass": PASS, "fail": FAIL, DOES_NOT_APPLY: NOT_APPLICABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class WiringCheck:
    """A line; `found` is the value read, or why the line does not apply; `done` says who did it and when."""

    line: str
    text: str
    found: str
    limit: str
    source: str
    done: str
    mark: Mark


def wiring_checks(dossier: Dossier, tag: str) -> tuple[WiringCheck, ...]:
    """Return the lines of the wiring procedures at an object, in their order."""
    return tuple(
        _check(dossier, task)
        for task in dossier.work(tag)
        if task.object == tag and task.procedure.name.endswith(_WIRING)
    )


def _check(dossier: Dossier, task: Task) -> WiringCheck:
    proof = task.proofs[-1] if task.proofs else None
    check = proof.check if proof else None
    return WiringCheck(
        line=task.line.id,
        text=text(task.line.text),
        found=_found(check),
        limit=limit_words(check.limit) if check else DASH,
        source=limit_source(check.limit) if check and check.limit else "",
        done=joined(proof.person, proof.at.date().isoformat()) if proof else text("not done"),
        mark=_mark(dossier, proof),
    )


def _mark(dossier: Dossier, proof: Proof | None) -> Mark:
    """Return what became of a line, with a star where its limit lies within the uncertainty of the value."""
    if proof is None:
        return NOT_DONE
    shown, check = _MARKS.get(proof.result, PASS), proof.check
    if check is None or check.limit is None or not isinstance(check.value, int | float):
        return shown
    near = near_limit(dossier.site, proof.record, check.value, check.limit, check.instrument)
    return starred(shown, within=near)


def _found(check: Check | None) -> str:
    value = "" if check is None or check.value is None else quantity(check.value, check.unit)
    return joined(value, check.reason if check else "") or DASH
