"""FIB037: an end face was drawn over the cleaning material more often than the document says."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.found import REPORT, attempts
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import at_most
from plantwright.site.end_face_tables import cleaning
from plantwright.site.model import Site

WIPED = ("", "wipe", "cassette")


@rule(
    id="FIB037",
    severity=WARNING,
    title="Too many strokes",
    source=Source(document=REPORT, clause="5.2", lines="429"),
    refs=("FO-PROC-01",),
    bad={"records.2026-10-12-fibre-FO1-A.attempts.1.strokes": 3},
)
def too_many_strokes(site: Site) -> Iterator[Verdict]:
    """One or two strokes of 2.5 cm take off what comes off; more brings it back from the material."""
    most = cleaning().limits["strokes"].value
    for record, place, attempt in attempts(site):
        if attempt.strokes is not None and record.end_face == "exposed-plug" and attempt.tool in WIPED:
            path = record.path("attempts", place, "strokes")
            hint = "clean with one or two strokes, then inspect"
            yield at_most(
                record.object, f"{record.file}: number of strokes", attempt.strokes, most, path=path, hint=hint
            )
