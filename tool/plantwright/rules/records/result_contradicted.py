"""REC005: a record says pass, and a value in it says otherwise."""

from collections.abc import Iterator

from plantwright.findings.verdict import Path, Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.records.values import Judged, judged, uncertainty
from plantwright.rules.say import Detail, at_least, at_most, fail
from plantwright.site.model import Site
from plantwright.site.records import Record, in_force


@rule(
    id="REC005",
    severity=ERROR,
    title="Result contradicted by a value",
    source=Source(document="plantwright record format", clause="result"),
    refs=(),
    bad={"records.2026-10-13-insulation-M101.limit.minimum": 845},
    waivable=False,
)
def result_contradicted(site: Site) -> Iterator[Verdict]:
    """The value decides, not the word beside it: a record passes when every value in it lies within its limit.

    The limit is the one that stands in the record, whoever set it and wherever it comes from: two statements of the
    same record contradict each other. REC033 compares with what the manuals state.
    """
    for record in in_force(site.records.values()):
        if record.result != "fail":
            for value in judged(record):
                off = uncertainty(site, record, value.value, value.limit.unit, value.instrument)
                yield from _sides(record, value, off)
        if record.result == "pass":
            yield from _failed_checks(record)


def _sides(record: Record, found: Judged, off: float | None) -> Iterator[Verdict]:
    what, limit = f"{record.file}: {found.what}", found.limit
    hint = "the result is fail: record it so, mend the cause, and measure again"
    detail = Detail(path=record.path(*found.keys), hint=hint, uncertainty=off)
    if limit.minimum is not None:
        yield at_least(record.object, what, found.value, limit.minimum, limit.unit, **detail)
    if limit.maximum is not None:
        yield at_most(record.object, what, found.value, limit.maximum, limit.unit, **detail)


def _failed_checks(record: Record) -> Iterator[Verdict]:
    for place, check in enumerate(record.checks):
        if check.result == "fail":
            path: Path = record.path("checks", place, "result")
            yield fail(record.object, f"{record.file} says pass, its line {check.line} says fail", path=path)
