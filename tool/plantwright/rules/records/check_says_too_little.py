"""REC012: an entry of `checks` lacks the value it was made for, or the reason why the line does not apply."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.records.telling import one_pass_an_object
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.procedures import shipped_lines
from plantwright.site.records import Check, in_force
from plantwright.site.tasks import NOT_APPLICABLE


@rule(
    id="REC012",
    severity=ERROR,
    title="Check without its value or reason",
    source=Source(document="plantwright record format", clause="checks"),
    refs=(),
    bad={"records.2026-09-30-wiring-SS101.checks.1.value": None},
    waivable=False,
)
def check_says_too_little(site: Site) -> Iterator[Verdict]:
    """A measurement without a value and a line left out without a reason cannot be judged by anybody who reads them."""
    return one_pass_an_object(_each(site))


def _each(site: Site) -> Iterator[Verdict]:
    for record in in_force(site.records.values()):
        for place, check in enumerate(record.checks):
            what, path = f"{record.file}: {check.line}", record.path("checks", place, "line")
            if fault := _fault(check):
                hint = "record it again with its value or its reason; name this record with `supersedes:`"
                yield fail(record.object, f"{what} {fault}", path=path, hint=hint)
            else:
                yield passed(record.object, f"{what} says what it has to", path=path)


def _fault(check: Check) -> str:
    if check.result == NOT_APPLICABLE:
        return "" if check.reason else "does not apply, and no reason is given"
    lines = shipped_lines()
    measured = check.line in lines and lines[check.line].record == "measurement"
    return "is a measurement and has no value" if measured and check.value is None else ""
