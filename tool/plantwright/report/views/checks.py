"""The check report: every verdict, the worst first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from plantwright.findings.verdict import Location, Quantity, Verdict
from plantwright.report.language import ENGLISH, text
from plantwright.report.marks import NOT_APPLICABLE, ORDER, PASS, Mark, mark, told
from plantwright.report.text import joined, number
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.subjects import OTHER, SUBJECTS
from plantwright.rules.registry import registry
from plantwright.site.model import Waiver

_TITLES = {
    "FAIL": text("Failures"), "WARN": text("Warnings"), "NOTE": text("Notes"), "WAIVED": text("Waived"),
    "NOT CHECKED": text("Not checked"), "PASS": text("Passes"), "N/A": text("Not applicable"),
}  # fmt: skip
_DIGITS = 4  # significant digits of a computed value
_NAME = 8  # characters of a name that fits beside numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One verdict as printed; `text` says what was found, `hint` what to do.

    `waiver` is why it is accepted, `approved` by whom until when, `place` file and line, `star` the result where the
    limit lies within the uncertainty of the value.
    """

    rule: str
    title: str
    object: str
    text: str
    hint: str
    waiver: str
    approved: str
    value: str
    limit: str
    margin: str
    unit: str
    source: str
    place: str = ""
    star: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The verdicts with one mark; `brief` groups have no values worth a column."""

    mark: Mark
    title: str
    number: str
    brief: bool
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passes:
    """How many results of a subject passed, do not apply, or are listed one by one."""

    subject: str
    passed: str
    absent: str
    other: str


def groups(dossier: Dossier) -> tuple[Group, ...]:
    """Return every verdict in groups by mark, within a group by rule, source and object as the rules gave them."""
    marked = [(mark(verdict), verdict) for verdict in dossier.verdicts]
    return tuple(_group(dossier, each, [verdict for kind, verdict in marked if kind is each])
                 for each in ORDER if any(kind is each for kind, _ in marked))  # fmt: skip


def short_groups(dossier: Dossier) -> tuple[Group, ...]:
    """Return the groups of what did not simply pass: failed, warned, noted, waived, not checked."""
    return tuple(group for group in groups(dossier) if group.mark not in (PASS, NOT_APPLICABLE))


def passes(dossier: Dossier) -> tuple[Passes, ...]:
    """Return how much passed of each subject that a rule looked at."""
    found: dict[str, list[Mark]] = {}
    for verdict in dossier.verdicts:
        found.setdefault(SUBJECTS.get(verdict.rule[:3], OTHER), []).append(mark(verdict))
    return tuple(
        Passes(subject=name, passed=str(marks.count(PASS)), absent=str(marks.count(NOT_APPLICABLE)),
               other=str(sum(each not in (PASS, NOT_APPLICABLE) for each in marks)))
        for name in (*SUBJECTS.values(), OTHER)
        if (marks := found.get(name))
    )  # fmt: skip


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
        title=_title(dossier, verdict),
        object=verdict.object or text("site"),
        text=verdict.message,
        hint=verdict.hint if verdict.failed else "",
        waiver=waived_for(dossier, verdict),
        approved=approved_by(dossier, verdict),
        value="" if none else _short(verdict.value),
        limit="" if none else _short(verdict.limit),
        margin="" if verdict.margin is None else number(verdict.margin, _DIGITS),
        unit=verdict.unit,
        source=str(verdict.source) if verdict.source else "",
        place=place_of(verdict.location),
        star=told(verdict) if verdict.within_uncertainty else None,
    )


def place_of(location: Location | None) -> str:
    """Return file and line of a place, empty for none."""
    return f"{location.file}:{location.line}" if location else ""


def _title(dossier: Dossier, verdict: Verdict) -> str:
    """Return the fault in words: in English those of its name on the command line, else the title of the rule."""
    rule = registry().get(verdict.rule)
    return verdict.name.replace("-", " ") if rule is None or dossier.language == ENGLISH else text(rule.title)


def _short(value: Quantity) -> str:
    """Return a value as text; a longer name stands in the finding and would not fit its column."""
    return "" if isinstance(value, str) and len(value) > _NAME else number(value, _DIGITS)


def waived_for(dossier: Dossier, verdict: Verdict) -> str:
    """Return the waiver of a finding and its reason, empty for one that nobody accepted."""
    waiver = dossier.site.waivers.get(verdict.waiver)
    return joined(waiver.tag, waiver.reason, by=": ") if waiver else ""


def approved_by(dossier: Dossier, verdict: Verdict) -> str:
    """Return who accepted a finding and until when, empty for one that nobody accepted."""
    waiver = dossier.site.waivers.get(verdict.waiver)
    return text("Approved by {person}, until {date}.", person=waiver.approved_by, date=waiver.expires) if waiver else ""


def accepted(waiver: Waiver) -> str:
    """Return why a finding was accepted, by whom and until when."""
    return text("{reason} Approved by {person}, until {date}.", reason=waiver.reason, person=waiver.approved_by,
                date=waiver.expires)  # fmt: skip
