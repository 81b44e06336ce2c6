"""How a result is shown: a shape and a word, so that it also reads in grey."""

from collections.abc import Iterable
from dataclasses import dataclass

from plantwright.findings.verdict import Outcome, Severity, Verdict
from plantwright.report.language import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """`kind` names the shape in `figures/symbols.svg.j2`, `word` stands beside it."""

    kind: str
    word: str
    meaning: str = ""


PASS = Mark(kind="pass", word=text("PASS"), meaning=text("within the limit, or verified by reading back"))
FAIL = Mark(kind="fail", word=text("FAIL"), meaning=text("outside the limit; nobody has accepted it"))
PASS_WITHIN = Mark(
    kind="warn", word=text("PASS*"), meaning=text("within the limit by less than the instrument can tell")
)
"""A pass that the error of the instrument could turn into a fail; testers print it with an asterisk."""

FAIL_WITHIN = Mark(
    kind="fail", word=text("FAIL*"), meaning=text("outside the limit by less than the instrument can tell")
)
WARN = Mark(kind="warn", word=text("WARN"), meaning=text("outside a recommendation, or where documents disagree"))
NOTE = Mark(kind="note", word=text("NOTE"), meaning=text("worth knowing"))
WAIVED = Mark(kind="waived", word=text("WAIVED"), meaning=text("outside the limit, accepted in writing until a date"))
NOT_CHECKED = Mark(kind="open", word=text("NOT CHECKED"), meaning=text("an input is missing; the message says which"))
NOT_DONE = Mark(kind="open", word=text("NOT DONE"), meaning=text("not done yet"))
NOT_APPLICABLE = Mark(kind="na", word=text("N/A"), meaning=text("does not apply"))

_OPEN = Mark(
    kind="open",
    word=text("NOT CHECKED, NOT DONE"),
    meaning=text("an input is missing, or it is still to be done"),
)

ORDER = (FAIL, FAIL_WITHIN, WARN, NOTE, WAIVED, NOT_CHECKED, NOT_DONE, PASS_WITHIN, PASS, NOT_APPLICABLE)
"""The worst first; also the order of the check report."""

_FAILED = {Severity.ERROR: FAIL, Severity.WARNING: WARN, Severity.INFO: NOTE}
_OTHER = {
    Outcome.PASS: PASS,
    Outcome.WAIVED: WAIVED,
    Outcome.NOT_APPLICABLE: NOT_APPLICABLE,
    Outcome.NOT_CHECKED: NOT_CHECKED,
}


def mark(verdict: Verdict) -> Mark:
    """Return how a verdict is shown."""
    return _FAILED[verdict.severity] if verdict.failed else _OTHER[verdict.outcome]


def starred(shown: Mark, *, within: bool) -> Mark:
    """Return a pass or fail with a star where the limit lies within the uncertainty of the value."""
    return {PASS: PASS_WITHIN, FAIL: FAIL_WITHIN}.get(shown, shown) if within else shown


def told(verdict: Verdict) -> Mark:
    """Return how a verdict is shown where its value stands beside it; it counts as `mark` says."""
    return starred(mark(verdict), within=verdict.within_uncertainty)


def worst(marks: Iterable[Mark]) -> Mark | None:
    """Return the mark that matters most, None when there is none."""
    return min(marks, key=ORDER.index, default=None)


def tally(verdicts: Iterable[Verdict]) -> tuple[tuple[Mark, int], ...]:
    """Count verdicts by mark, the most important first; FAIL, WARN, WAIVED, NOT CHECKED and PASS are always there."""
    found = [mark(verdict) for verdict in verdicts]
    always = (FAIL, WARN, WAIVED, NOT_CHECKED, PASS)
    return tuple((each, found.count(each)) for each in ORDER if each in always or each in found)


def legend(verdicts: Iterable[Verdict]) -> tuple[Mark, ...]:
    """Return what every shape means; two words share the open circle, and notes and stars are rare."""
    found = {each for verdict in verdicts for each in (mark(verdict), told(verdict))}
    rare = {NOTE, PASS_WITHIN, FAIL_WITHIN} - found
    every = (PASS, PASS_WITHIN, FAIL, FAIL_WITHIN, WARN, NOTE, WAIVED, _OPEN, NOT_APPLICABLE)
    return tuple(each for each in every if each not in rare)
