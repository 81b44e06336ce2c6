"""FIB019: a clean end face was cleaned."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import WARNING, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreEndFace


@rule(
    id="FIB019",
    severity=WARNING,
    title="Clean end face cleaned",
    source=Source(document=REPORT, clause="5.2 a); 5.3 a)", lines="399, 436"),
    refs=("FO-SEQ-02",),
    bad={"records.2026-10-12-fibre-FO1-A.attempts.0.result": "clean"},
)
def clean_end_face_cleaned(site: Site) -> Iterator[Verdict]:
    """Every cleaning can scratch, and can leave what was not there: what is clean is left alone."""
    yield from said(
        site,
        FibreEndFace,
        Fault.CLEAN_CLEANED,
        good="nothing was cleaned that was clean",
        hint="leave a clean end face alone and go on to the verdict",
    )
