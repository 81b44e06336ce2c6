"""REC006: what failed was not done again."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.records.telling import one_pass_an_object
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.records import ManualStep, Record, in_force


@rule(
    id="REC006",
    severity=ERROR,
    title="Failed record without a later one that passed",
    source=Source(document="plantwright record format", clause="result"),
    refs=(),
    bad={"records.2026-10-13-insulation-M101": {"result": "fail"}},
)
def failure_open(site: Site) -> Iterator[Verdict]:
    """A failed test stays open until all that failed in it has passed at the same object, later, in one record."""
    return one_pass_an_object(_each(site))


def _each(site: Site) -> Iterator[Verdict]:
    every = in_force(site.records.values())
    for place, record in enumerate(every):
        later = next((each for each in every[place + 1 :] if _made_good(record, each)), None)
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
            hint = "mend the cause and record the test again, with all that failed in it; the failed one stays"
            yield fail(record.object, f"{record.file} failed and nothing later passed", path=path, hint=hint)


def _made_good(first: Record, second: Record) -> bool:
    """Return whether a record passed that is of the same test, and of all that failed in the first one."""
    same = all(first.data.get(key) == second.data.get(key) for key in ("record", "object", "end", "port"))
    return same and second.passed and _failed(first) <= _done(second)


def _failed(record: Record) -> frozenset[object]:
    """Return the lines of a record that failed, and all that it measured or set when its result is fail."""
    lines = {check.line for check in record.checks if check.result == "fail"}
    return frozenset(lines) | (_subjects(record) if record.result == "fail" else frozenset())


def _done(record: Record) -> frozenset[object]:
    return frozenset(check.line for check in record.checks) | _subjects(record)


def _subjects(record: Record) -> frozenset[object]:
    """Return what a record is about within its object: terminals, joints, wavelengths and ways; its step."""
    rows = record.data.get("measurements", ())
    measured = {tuple(row.get(key) for key in ("between", "joint", "wavelength_nm", "direction")) for row in rows}
    return frozenset(measured) | ({record.step} if isinstance(record, ManualStep) and record.step else frozenset())
