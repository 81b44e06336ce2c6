"""Findings for people: place, message, source line with a caret, number with limit and clause, next step."""

from collections.abc import Mapping, Sequence

from plantwright.findings.reporters.styled import Line, Span, line
from plantwright.findings.verdict import Location, Outcome, Severity, Verdict, count

SHOWN = (Outcome.FAIL, Outcome.WAIVED, Outcome.NOT_CHECKED)
_WIDTH = 160


def report(
    name: str, verdicts: Sequence[Verdict], texts: Mapping[str, Sequence[str]], every: bool = False
) -> list[Line]:
    """Return the report of one site: worst last, so that the verdict line and the errors stand where the eye ends.

    `texts` maps a file name to its lines. With `every`, passes and not applicable verdicts are listed too.
    """
    chosen = [verdict for verdict in verdicts if every or verdict.outcome in SHOWN]
    blocks = [block for verdict in sorted(chosen, key=_weight) for block in _block(verdict, texts)]
    return [*blocks, *_summary(name, verdicts)]


def _weight(verdict: Verdict) -> int:
    if verdict.outcome is Outcome.FAIL:
        return {Severity.INFO: 5, Severity.WARNING: 6, Severity.ERROR: 7}[verdict.severity]
    order = (Outcome.NOT_APPLICABLE, Outcome.PASS, Outcome.NOT_CHECKED, Outcome.WAIVED)
    return order.index(verdict.outcome)


def word(verdict: Verdict) -> str:
    """Return the one word a verdict is known by: error, warning, info, waived, pass, ..."""
    return str(verdict.severity) if verdict.failed else str(verdict.outcome)


def _style(verdict: Verdict) -> str:
    return {"error": "error", "warning": "warning", "pass": "good"}.get(word(verdict), "note")


def _block(verdict: Verdict, texts: Mapping[str, Sequence[str]]) -> list[Line]:
    place = f"{verdict.location}: " if verdict.location else ""
    label = f" {verdict.object}:" if verdict.object else ""
    head = line(
        Span(place, "strong"), Span(word(verdict), _style(verdict)), f" {verdict.rule}{label} {verdict.message}"
    )
    if verdict.outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE):
        return [head]
    return [head, *_snippet(verdict.location, texts), *_notes(verdict), line()]


def _snippet(location: Location | None, texts: Mapping[str, Sequence[str]]) -> list[Line]:
    if location is None or not 0 < location.line <= len(texts.get(location.file, ())):
        return []
    source = texts[location.file][location.line - 1]
    start = max(0, location.column - 1 - _WIDTH // 2) if len(source) > _WIDTH else 0
    shown = ("…" if start else "") + source[start : start + _WIDTH]
    number = str(location.line)
    blank = " " * len(number)
    caret = " " * (location.column - 1 - start + (1 if start else 0)) + "^"
    return [line(Span(f" {number} | ", "note"), shown), line(Span(f" {blank} | ", "note"), Span(caret, "strong"))]


def _notes(verdict: Verdict) -> list[Line]:
    facts = [f"waived by {verdict.waiver}"] if verdict.waiver else []
    if verdict.limit is not None:
        unit = f" {verdict.unit}" if verdict.unit else ""
        margin = "" if verdict.margin is None else f", margin {verdict.margin:.4g}{unit}"
        facts.append(f"found {_shown(verdict.value)}{unit}, limit {_shown(verdict.limit)}{unit}{margin}")
    if verdict.source:
        facts.append(f"source: {verdict.source}")
    if verdict.hint:
        facts.append(f"next: {verdict.hint}")
    return [line(Span("   = ", "note"), fact) for fact in facts]


def _shown(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _summary(name: str, verdicts: Sequence[Verdict]) -> list[Line]:
    errors = sum(verdict.failed and verdict.severity is Severity.ERROR for verdict in verdicts)
    warnings = sum(verdict.failed and verdict.severity is Severity.WARNING for verdict in verdicts)
    totals = count(verdicts)
    rest = ", ".join(f"{number} {outcome}" for outcome, number in totals.items() if outcome != Outcome.FAIL)
    verdict = Span("not in order", "error") if errors else Span("in order", "good")
    return [
        line(Span(f"{name}: ", "strong"), verdict, f": {_some(errors, 'error')}, {_some(warnings, 'warning')}, {rest}")
    ]


def _some(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
