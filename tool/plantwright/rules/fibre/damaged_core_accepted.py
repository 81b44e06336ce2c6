"""FIB042: an end face with dirt embedded in its core was accepted."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.found import REPORT, attempts
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Site
from plantwright.site.records import Attempt, FibreEndFace

LAST = "records.2026-10-12-fibre-FO1-A.attempts.4"


@rule(
    id="FIB042",
    severity=ERROR,
    title="End face with a damaged core accepted",
    source=Source(document=REPORT, clause="3.4.2", lines="306"),
    refs=("FO-CRIT-01",),
    good={f"{LAST}.debris": "embedded", f"{LAST}.zones": {"A": {"defects_um": []}, "B": {"defects_um": [1.5]}}},
    bad={f"{LAST}.zones.A.defects_um": [1]},
)
def damaged_core_accepted(site: Site) -> Iterator[Verdict]:
    """Debris pressed into the core zone stays there and is in the way of the light: the plug is replaced."""
    for record, place, attempt in attempts(site):
        if attempt.debris == "embedded" and record.result == "pass":
            yield _judged(record, place, attempt)


def _judged(record: FibreEndFace, place: int, attempt: Attempt) -> Verdict:
    path = record.path("attempts", place, "debris")
    if "A" not in attempt.zones:
        needs = "zones.A of the inspection, which says whether it lies in the core zone"
        return not_checked(record.object, needs, path=path)
    if attempt.zones["A"].defects_um:
        message = f"{record.file}: debris is embedded in the core zone, and the end face is accepted"
        return fail(record.object, message, path=path, hint="replace the plug; the result of this record is fail")
    return passed(record.object, f"{record.file}: the embedded debris lies outside the core zone", path=path)
