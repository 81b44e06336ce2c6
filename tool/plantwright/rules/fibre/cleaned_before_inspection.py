"""FIB018: an end face was cleaned before anybody looked at it."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import WARNING, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreEndFace


@rule(
    id="FIB018",
    severity=WARNING,
    title="End face cleaned before it was inspected",
    source=Source(document=REPORT, clause="5.1; 5.2 a); 5.3 a)", lines="388, 397, 435"),
    refs=("FO-SEQ-01",),
    bad={"records.2026-10-12-fibre-FO1-A.attempts": [{"at": "2026-10-12T09:14:00+02:00", "step": "dry"}]},
)
def cleaned_before_inspection(site: Site) -> Iterator[Verdict]:
    """Nobody can tell what a cleaning did to an end face that was not seen before; it may have brought the dirt."""
    yield from said(
        site,
        FibreEndFace,
        Fault.CLEANED_UNSEEN,
        good="inspected before it was cleaned",
        hint="inspect first, and clean only what is dirty",
    )
