"""The check report: every verdict, the worst first."""

from collections.abc import Sequence
from dataclasses import dataclass

from plantwright.findings.verdict import Verdict
from plantwright.report.marks import NOT_APPLICABLE, ORDER, Mark, mark
from plantwright.report.text import number
from plantwright.report.views.dossier import Dossier

_TITLES = {
    "FAIL": "Failures", "WARN": "Warnings", "NOTE": "Notes", "WAIVED": "Waived", "NOT CHECKED": "Not checked",
    "PASS": "Passes", "N/A": "Not applicable",
}  # fmt: skip
_DIGITS = 4  # significant digits of a computed value


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One verdict as printed; `text` says what was found, `hint` what to do, `waiver` who accepted it until when."""

    rule: str
    title: str
    object: str
    text: str
    hint: str
    waiver: str
    value: str
    limit: str
    margin: str
    unit: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The verdicts with one mark; `brief` groups have no values worth a column."""

    mark: Mark
    title: str
    number: str
    brief: bool
    checks: tuple[Check, ...]


def groups(dossier: Dossier) -> tuple[Group, ...]:
    """Return every verdict in groups by mark, within a group by rule, source and object as the rules gave them."""
    marked = [(mark(verdict), verdict) for verdict in dossier.verdicts]
    return tuple(_group(dossier, each, [verdict for kind, verdict in marked if kind is each])
                 for each in ORDER if any(kind is each for kind, _ in marked))  # fmt: skip


def _group(dossier: Dossier, each: Mark, verdicts: Sequence[Verdict]) -> Group:
    ordered = sorted(verdicts, key=lambda verdict: (verdict.rule, str(verdict.source or "")))
    return Group(
        mark=each,
        title=_TITLES[each.word],
        number=str(len(verdicts)),
        brief=each is NOT_APPLICABLE,
        checks=tuple(_check(dossier, verdict) for verdict in ordered),
    )


def _check(dossier: Dossier, verdict: Verdict) -> Check:
    none = verdict.value is None and verdict.limit is None
    return Check(
        rule=verdict.rule,
        title=verdict.name.replace("-", " "),
        object=verdict.object or "site",
        text=verdict.message,
        hint=verdict.hint if verdict.failed else "",
        waiver=_waiver(dossier, verdict),
        value="" if none else number(verdict.value, _DIGITS),
        limit="" if none else number(verdict.limit, _DIGITS),
        margin="" if verdict.margin is None else number(verdict.margin, _DIGITS),
        unit=verdict.unit,
        source=str(verdict.source) if verdict.source else "",
    )


def _waiver(dossier: Dossier, verdict: Verdict) -> str:
    waiver = dossier.site.waivers.get(verdict.waiver)
    if waiver is None:
        return ""
    return f"{waiver.tag}: {waiver.reason} Approved by {waiver.approved_by}, until {waiver.expires}."
