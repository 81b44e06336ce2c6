"""What a change does to the checks: verdicts that appear, vanish, change their outcome or their number. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from plantwright.findings.reporters.text import word
from plantwright.findings.verdict import TOLD, Outcome, Path, Verdict
from plantwright.report.language import text
from plantwright.report.text import joined, quantity

NEW, GONE, OTHER, MOVED = text("new"), text("gone"), text("other outcome"), text("other number")
_OUTCOMES = {
    Outcome.PASS: text("pass"), Outcome.FAIL: text("fail"), Outcome.WAIVED: text("waived"),
    Outcome.NOT_APPLICABLE: text("not applicable"), Outcome.NOT_CHECKED: text("not checked"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckChange:
    """A verdict before and after, None where there was or is none; `what` is one of NEW, GONE, OTHER, MOVED."""

    what: str
    before: Verdict | None
    after: Verdict | None

    @property
    def verdict(self) -> Verdict:
        """Return the verdict after the change, else that before it."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of nothing")
        return found

    @property
    def words(self) -> tuple[str, str]:
        """Return the outcome before and after, a dash for none."""
        return _word(self.before), _word(self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """`told` are changes that people act on; `counted` says how many passes and the like come or go with objects."""

    told: tuple[CheckChange, ...] = ()
    moved: tuple[CheckChange, ...] = ()
    counted: tuple[tuple[str, int], ...] = ()


NOTHING = Checks()
"""No verdict differs, or none could be compared."""


def checks(before: Iterable[Verdict], after: Iterable[Verdict], names: Mapping[str, str]) -> Checks:
    """Compare the verdicts of two states by rule and object; `names` gives the new name of a renamed object."""
    found = tuple(_changes(before, after, names))
    told = [each for each in found if each.what is OTHER or (each.what in (NEW, GONE) and _matters(each))]
    rest = Counter(
        text("{outcome} {what}", outcome=_OUTCOMES[each.verdict.outcome], what=each.what)
        for each in found
        if each.what in (NEW, GONE) and each not in told
    )
    return Checks(
        told=tuple(sorted(told, key=_weight)),
        moved=tuple(each for each in found if each.what is MOVED),
        counted=tuple(sorted(rest.items())),
    )


def told_number(verdict: Verdict, digits: int) -> str:
    """Return what was found against the limit to so many significant digits, empty where a verdict has no numbers."""
    if verdict.limit is None:
        return ""
    unit = verdict.unit
    value, limit = quantity(verdict.value, unit, digits), quantity(verdict.limit, unit, digits)
    apart = None if verdict.margin is None else quantity(verdict.margin, unit, digits)
    told = text("found {value}, limit {limit}", value=value, limit=limit)
    return joined(told, text("margin {margin}", margin=apart) if apart else "")


def _changes(before: Iterable[Verdict], after: Iterable[Verdict], names: Mapping[str, str]) -> Iterator[CheckChange]:
    old = _grouped((_named(verdict, names), verdict) for verdict in before)
    new = _grouped(((verdict.object, verdict.path), verdict) for verdict in after)
    for key in dict.fromkeys((*new, *old)):
        for one, other in _pairs(old.get(key, {}), new.get(key, {})):
            what = _what(one, other)
            if what:
                yield CheckChange(what=what, before=one, after=other)


def _grouped(
    verdicts: Iterable[tuple[tuple[str, Path], Verdict]],
) -> dict[tuple[str, str], dict[tuple[Path, int], Verdict]]:
    """Return rule and object -> path and number -> verdict."""
    groups: dict[tuple[str, str], dict[tuple[Path, int], Verdict]] = {}
    for (name, path), verdict in verdicts:
        group = groups.setdefault((verdict.rule, name), {})
        number = sum(path == known for known, _ in group)
        group[path, number] = verdict
    return groups


def _pairs(
    old: Mapping[tuple[Path, int], Verdict], new: Mapping[tuple[Path, int], Verdict]
) -> Iterator[tuple[Verdict | None, Verdict | None]]:
    """Yield the verdicts of one rule on one object in pairs: by path, those left over in their order."""
    yield from ((old[key], new[key]) for key in new if key in old)
    gone = [verdict for key, verdict in old.items() if key not in new]
    come = [verdict for key, verdict in new.items() if key not in old]
    yield from zip(gone, come, strict=False)
    yield from ((verdict, None) for verdict in gone[len(come) :])
    yield from ((None, verdict) for verdict in come[len(gone) :])


def _named(verdict: Verdict, names: Mapping[str, str]) -> tuple[str, Path]:
    """Return object and path of a verdict with the new names."""
    path = tuple(names.get(step, step) if isinstance(step, str) else step for step in verdict.path)
    return "@".join(names.get(tag, tag) for tag in verdict.object.split("@")), path


def _what(before: Verdict | None, after: Verdict | None) -> str:
    if before is None or after is None:
        return NEW if before is None else GONE
    if _word(before) != _word(after):
        return OTHER
    number = (before.value, before.limit) != (after.value, after.limit)
    return MOVED if number and after.limit is not None and after.outcome is not Outcome.NOT_APPLICABLE else ""


def _matters(change: CheckChange) -> bool:
    return change.verdict.outcome in TOLD or change.verdict.broken


def _word(verdict: Verdict | None) -> str:
    return word(verdict) if verdict else "—"


def _weight(change: CheckChange) -> int:
    """Return 0 for what is worst now; what is gone or passes now comes last."""
    after = change.after
    if after is None or after.outcome not in TOLD:
        return 9
    order = ("error", "warning", "info", "not checked", "waived")
    return order.index(word(after)) if word(after) in order else 0
