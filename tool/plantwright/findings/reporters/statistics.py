"""How many verdicts of each kind every rule gave, as a table."""

from collections import Counter
from collections.abc import Sequence

from plantwright.findings.reporters.styled import Line, Span, line
from plantwright.findings.verdict import Outcome, Verdict

_TOLD = (Outcome.FAIL, Outcome.WAIVED, Outcome.NOT_CHECKED)


def statistics(verdicts: Sequence[Verdict], every: bool = False) -> list[Line]:
    """Return one line for each rule that found or could not judge something, with `every` for each rule that ran."""
    rows = counts(verdicts)
    chosen = {rule: row for rule, row in rows.items() if every or any(row[outcome] for outcome in _TOLD)}
    if not chosen:
        return []
    names = {verdict.rule: verdict.name for verdict in verdicts}
    head = line(Span("rule    " + "  ".join(str(outcome) for outcome in Outcome) + "  name", "note"))
    return [head, *(line(f"{rule:<8}{_cells(row)}  {names[rule]}") for rule, row in chosen.items()), line()]


def counts(verdicts: Sequence[Verdict]) -> dict[str, Counter[Outcome]]:
    """Return the number of verdicts of each outcome by rule, sorted by rule."""
    found: dict[str, Counter[Outcome]] = {}
    for verdict in sorted(verdicts, key=lambda each: each.rule):
        found.setdefault(verdict.rule, Counter())[verdict.outcome] += 1
    return found


def _cells(row: Counter[Outcome]) -> str:
    return "  ".join(f"{row[outcome]:>{len(outcome)}}" for outcome in Outcome)
