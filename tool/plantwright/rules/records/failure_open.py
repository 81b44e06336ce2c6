"""REC006: what failed was not done again."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.records.telling import one_pass_an_object
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.records import Record, in_force


@rule(
    id="REC006",
    severity=ERROR,
    title="Failed record without a later one that passed",
    source=Source(document="plantwright record format", clause="result"),
    refs=(),
    bad={"records.2026-10-13-insulation-M101": {"result": "fail"}},
)
def failure_open(site: Site) -> Iterator[Verdict]:
    """A failed test stays open until the same test of the same object has passed, later, in a record of its own."""
    return one_pass_an_object(_each(site))


def _each(site: Site) -> Iterator[Verdict]:
    every = in_force(site.records.values())
    for place, record in enumerate(every):
        later = next((each for each in every[place + 1 :] if _same(record, each) and each.passed), None)
        path = record.path("result" if record.result else "record")
        if record.passed or later:
            message = (
                f"{record.file} passed"
                if record.passed
                else f"{record.file} failed, {later.file} passed"
                if later
                else ""
            )
            yield passed(record.object, message, path=path)
        else:
            hint = "mend the cause and record the test again; the failed one stays"
            yield fail(record.object, f"{record.file} failed and nothing later passed", path=path, hint=hint)


def _same(first: Record, second: Record) -> bool:
    """Return whether two records are of the same test: kind and object, and the end face of a fibre link."""
    keys = ("record", "object", "end", "port")
    return all(first.data.get(key) == second.data.get(key) for key in keys)
