"""REC033: a value recorded at a line of a procedure lies outside the limit that the manual states for it."""

from collections.abc import Iterator

from plantwright.findings.verdict import Path, Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.records.telling import one_pass_an_object
from plantwright.rules.say import at_least, at_most, below, not_checked
from plantwright.site.catalog import Fact
from plantwright.site.model import Number, Site
from plantwright.site.procedures import shipped_lines
from plantwright.site.records import Record, in_force


@rule(
    id="REC033",
    severity=ERROR,
    title="Recorded value outside the limit of its line",
    source=Source(document="plantwright record format", clause="checks; value"),
    refs=("CLR-027", "ZES-049", "ZES-056"),
    mend="mend what was measured and record the line again, or record it as fail",
    bad={"records.2026-09-30-wiring-SS101.checks.9": {"value": 450, "limit": {"maximum": 500}}},
)
def value_outside_line(site: Site) -> Iterator[Verdict]:
    """The limit that was written beside a value may be a slip of the pen; what the manual allows decides.

    Only lines whose limit is one of the measured value are judged, with the numbers of the device type they name.
    """
    return one_pass_an_object(_each(site))


def _each(site: Site) -> Iterator[Verdict]:
    lines = shipped_lines() if site.records else {}
    for record in in_force(site.records.values()):
        for place, check in enumerate(record.checks):
            line = lines.get(check.line)
            if line and line.judged and line.limit and check.result == "pass" and check.value is not None:
                yield from _judged(record, place, line.limit)


def _judged(record: Record, place: int, limit: Fact) -> Iterator[Verdict]:
    check, path = record.checks[place], record.path("checks", place, "value")
    what = f"{record.file}: the value of line {check.line}"
    if not isinstance(check.value, int | float) or isinstance(check.value, bool):
        yield not_checked(record.object, why=f"{what} is no number", path=path)
    elif check.unit != limit.unit:
        why = f"{what} is recorded in {check.unit or 'no unit'}, its limit is in {limit.unit or 'no unit'}"
        yield not_checked(record.object, why=why, path=path)
    else:
        yield from _sides(record.object, what, check.value, limit, path)


def _sides(on: str, what: str, value: Number, limit: Fact, path: Path) -> Iterator[Verdict]:
    if limit.min is not None:
        yield at_least(on, what, value, limit.min, limit.unit, path=path, source=limit.source)
    if limit.max is not None:
        judge = below if limit.exclusive else at_most
        yield judge(on, what, value, limit.max, limit.unit, path=path, source=limit.source)
