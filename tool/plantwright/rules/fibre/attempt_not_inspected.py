"""FIB021: an end face was cleaned again without a look at it."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import WARNING, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreEndFace


@rule(
    id="FIB021",
    severity=WARNING,
    title="No inspection after a cleaning attempt",
    source=Source(document=REPORT, clause="5.2 b) 3), c) 5); 5.3 b) 3), c) 5)", lines="405, 423, 440, 463"),
    refs=("FO-SEQ-01", "FO-SEQ-05", "FO-TOOL-10"),
    bad={"records.2026-10-12-fibre-FO1-A.attempts.2": {"step": "dry", "result": None}},
)
def attempt_not_inspected(site: Site) -> Iterator[Verdict]:
    """Only the look after each attempt tells when to stop; a port tool may have missed a part of the face."""
    yield from said(
        site,
        FibreEndFace,
        Fault.NOT_INSPECTED,
        good="inspected after every attempt",
        hint="inspect after every attempt and record what was seen",
    )
