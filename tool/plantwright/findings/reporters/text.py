"""Findings for people: place, message, source line with a caret, number with limit and clause, next step."""

import re
from collections.abc import Iterator, Mapping, Sequence

from plantwright.findings.checked import Checked, CheckedSite, switched_off_text
from plantwright.findings.reporters.statistics import statistics
from plantwright.findings.reporters.styled import Line, Span, line
from plantwright.findings.verdict import TOLD, Location, Outcome, Severity, Verdict, signed
from plantwright.frozen import dataclass

_WIDTH = 160
_BLANK, _NOTE = line(), Span("   = ", "note")
_SECRET = re.compile(r"(?i)((?:password|passphrase|secret|token)\w*[\"']?\s*:\s*)([^,}\s]+)")
"""No key of a file takes a secret; one that was written all the same is not repeated on a screen or in a log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How much is shown: `every` also what passed or does not apply, `quiet` no verdicts, `counts` a table by rule."""

    every: bool = False
    quiet: bool = False
    counts: bool = False


def report(checked: Checked, detail: Detail | None = None) -> list[Line]:
    """Return the report of all sites, each ended by its verdict line; several are summed up in a last line."""
    shown = detail or Detail()
    lines = [each for site in checked.sites for each in _site(checked, site, shown)]
    return lines if len(checked.sites) == 1 else [*lines, *_all_sites(checked.sites)]


def word(verdict: Verdict) -> str:
    """Return the one word a verdict is known by: error, warning, info, waived, pass, ..."""
    return str(verdict.severity) if verdict.failed else str(verdict.outcome)


def summary(site: CheckedSite) -> str:
    """Return how many verdicts there are of each kind: 1 error, 2 warnings, 190 pass, ..."""
    verdicts = site.verdicts
    infos = _failed(verdicts, Severity.INFO)
    counted = [
        _some(_failed(verdicts, Severity.ERROR), "error"),
        _some(_failed(verdicts, Severity.WARNING), "warning"),
        *([f"{infos} info"] if infos else []),
        *(f"{number} {outcome}" for outcome, number in site.count().items() if outcome != Outcome.FAIL),
    ]
    return ", ".join(counted)


def in_order(verdicts: Sequence[Verdict]) -> bool:
    """Return whether there is no error and no rule broke."""
    return not _failed(verdicts, Severity.ERROR) and not any(verdict.broken for verdict in verdicts)


def _site(checked: Checked, site: CheckedSite, detail: Detail) -> list[Line]:
    several = len(checked.sites) > 1 and not detail.quiet
    off = switched_off_text(checked)
    return [
        *([line(Span(site.name, "strong")), line()] if several else []),
        *([] if detail.quiet else blocks(site, detail.every)),
        *(statistics(site.verdicts, detail.every) if detail.counts else []),
        *([line(off)] if off else []),
        _verdict_line(site),
        *([line()] if several else []),
    ]


def blocks(site: CheckedSite, every: bool) -> Iterator[Line]:
    """Yield the worst last, so that the verdict line and the errors stand where the eye ends."""
    chosen = [verdict for verdict in site.verdicts if every or verdict.outcome in TOLD]
    for verdict in sorted(chosen, key=_weight):
        yield from _block(verdict, site.texts)


def _verdict_line(site: CheckedSite) -> Line:
    verdict = Span("in order", "good") if in_order(site.verdicts) else Span("not in order", "error")
    return line(Span(f"{site.name}: ", "strong"), verdict, f": {summary(site)}")


def _all_sites(sites: Sequence[CheckedSite]) -> list[Line]:
    bad = sum(not in_order(site.verdicts) for site in sites)
    verdict = Span(f"{bad} not in order", "error") if bad else Span("all in order", "good")
    return [line(Span(f"{len(sites)} sites: ", "strong"), verdict)]


def _weight(verdict: Verdict) -> int:
    if verdict.outcome is Outcome.FAIL:
        return {Severity.INFO: 5, Severity.WARNING: 6, Severity.ERROR: 7}[verdict.severity]
    order = (Outcome.NOT_APPLICABLE, Outcome.PASS, Outcome.NOT_CHECKED, Outcome.WAIVED)
    return 8 if verdict.broken else order.index(verdict.outcome)


def _style(verdict: Verdict) -> str:
    if verdict.broken:
        return "error"
    return {"error": "error", "warning": "warning", "pass": "good"}.get(word(verdict), "note")


def _block(verdict: Verdict, texts: Mapping[str, Sequence[str]]) -> list[Line]:
    place = f"{verdict.location}: " if verdict.location else ""
    label = f" {verdict.object}:" if verdict.object else ""
    head = line(
        Span(place, "strong"), Span(word(verdict), _style(verdict)), f" {verdict.rule}{label} {verdict.message}"
    )
    if verdict.outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE):
        return [head]
    return [head, *_snippet(verdict.location, texts), *_notes(verdict), _BLANK]


def _snippet(location: Location | None, texts: Mapping[str, Sequence[str]]) -> list[Line]:
    if location is None or not 0 < location.line <= len(texts.get(location.file, ())):
        return []
    source = _SECRET.sub(lambda found: found[1] + "*" * len(found[2]), texts[location.file][location.line - 1])
    start = max(0, location.column - 1 - _WIDTH // 2) if len(source) > _WIDTH else 0
    shown = ("…" if start else "") + source[start : start + _WIDTH]
    number = str(location.line)
    blank = " " * len(number)
    caret = " " * (location.column - 1 - start + (1 if start else 0)) + "^"
    return [line(Span(f" {number} | ", "note"), shown), line(Span(f" {blank} | ", "note"), Span(caret, "strong"))]


def _notes(verdict: Verdict) -> list[Line]:
    facts = [f"waived by {verdict.waiver}"] if verdict.waiver else []
    if verdict.limit is not None:
        facts.append(numbers(verdict))
    if verdict.source:
        facts.append(f"source: {verdict.source}")
    if verdict.hint:
        facts.append(f"next: {verdict.hint}")
    return [line(_NOTE, fact) for fact in facts]


def numbers(verdict: Verdict) -> str:
    """Return what was found against the limit: found 4 A, limit 3 A, margin −1 A."""
    unit = f" {verdict.unit}" if verdict.unit else ""
    margin = "" if verdict.margin is None else f", margin {signed(f'{verdict.margin:.4g}')}{unit}"
    return f"found {_shown(verdict.value)}{unit}, limit {_shown(verdict.limit)}{unit}{margin}"


def _shown(value: object) -> str:
    if isinstance(value, str):
        return value
    return signed(f"{value:.6g}" if isinstance(value, float) else str(value))


def _failed(verdicts: Sequence[Verdict], severity: Severity) -> int:
    return sum(verdict.failed and verdict.severity is severity for verdict in verdicts)


def _some(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
