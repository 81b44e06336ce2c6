"""FIB038: an end face was cleaned with something that is not made for it."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.found import REPORT, attempts
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import fail, passed
from plantwright.site.end_face_tables import cleaning
from plantwright.site.model import Site


@rule(
    id="FIB038",
    severity=WARNING,
    title="Unsuitable cleaner used on an end face",
    source=Source(document=REPORT, clause="6 b), e)", lines="479, 489"),
    refs=("FO-MAT-02", "FO-MAT-05", "FO-SEQ-04"),
    bad={"records.2026-10-12-fibre-FO1-A.attempts.1.tool": "canned-air"},
)
def unsuitable_cleaner(site: Site) -> Iterator[Verdict]:
    """Cotton and foam leave material on the glass; canned air brings oil, water and hard particles at high speed."""
    unsuitable = cleaning().unsuitable
    for record, place, attempt in attempts(site):
        path = record.path("attempts", place, "tool")
        if attempt.tool in unsuitable:
            source, hint = unsuitable[attempt.tool], "use a cleaner made for optics, and inspect again"
            message = f"{record.file}: {attempt.tool} is not made for end faces"
            yield fail(record.object, message, path=path, source=source, hint=hint)
        elif attempt.tool:
            yield passed(record.object, f"{record.file}: cleaned with a {attempt.tool}", path=path)
