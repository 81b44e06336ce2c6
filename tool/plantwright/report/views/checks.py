"""The check report: every verdict, the worst first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from plantwright.findings.verdict import Quantity, Verdict
from plantwright.report.marks import NOT_APPLICABLE, ORDER, Mark, mark
from plantwright.report.text import number
from plantwright.report.views.dossier import Dossier

_TITLES = {
    "FAIL": "Failures", "WARN": "Warnings", "NOTE": "Notes", "WAIVED": "Waived", "NOT CHECKED": "Not checked",
    "PASS": "Passes", "N/A": "Not applicable",
}  # fmt: skip
_DIGITS = 4  # significant digits of a computed value
_NAME = 8  # characters of a name that fits beside numbers


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
    brief = each is NOT_APPLICABLE
    ordered = sorted(verdicts, key=lambda verdict: (verdict.rule, str(verdict.source or "")))
    return Group(
        mark=each,
        title=_TITLES[each.word],
        number=str(len(verdicts)),
        brief=brief,
        checks=_alike(_check(dossier, verdict) for verdict in ordered)
        if brief
        else tuple(_check(dossier, verdict) for verdict in ordered),
    )


def _alike(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Return one row for the objects of which a rule says the same."""
    rows: dict[tuple[str, str], list[Check]] = {}
    for check in checks:
        rows.setdefault((check.rule, check.text), []).append(check)
    return tuple(replace(same[0], object=", ".join(check.object for check in same)) for same in rows.values())


def _check(dossier: Dossier, verdict: Verdict) -> Check:
    none = verdict.value is None and verdict.limit is None
    return Check(
        rule=verdict.rule,
        title=verdict.name.replace("-", " "),
        object=verdict.object or "site",
        text=verdict.message,
        hint=verdict.hint if verdict.failed else "",
        waiver=_waiver(dossier, verdict),
        value="" if none else _short(verdict.value),
        limit="" if none else _short(verdict.limit),
        margin="" if verdict.margin is None else number(verdict.margin, _DIGITS),
        unit=verdict.unit,
        source=str(verdict.source) if verdict.source else "",
    )


def _short(value: Quantity) -> str:
    """Return a value as text; a longer name stands in the finding and would not fit its column."""
    return "" if isinstance(value, str) and len(value) > _NAME else number(value, _DIGITS)


def _waiver(dossier: Dossier, verdict: Verdict) -> str:
    waiver = dossier.site.waivers.get(verdict.waiver)
    if waiver is None:
        return ""
    return f"{waiver.tag}: {waiver.reason} Approved by {waiver.approved_by}, until {waiver.expires}."
