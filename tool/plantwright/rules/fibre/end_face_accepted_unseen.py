"""FIB027: an end face was accepted without a look at it after the last cleaning."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreEndFace


@rule(
    id="FIB027",
    severity=ERROR,
    title="End face accepted without inspection",
    source=Source(document=REPORT, clause="5.1; 5.2 d); 5.3 d)", lines="388, 426, 467"),
    refs=("FO-SEQ-01", "FO-SEQ-05", "FO-CRIT-03"),
    bad={"records.2026-10-12-fibre-FO1-A.attempts.4": {"step": "dry", "result": None, "image": None, "zones": None}},
)
def end_face_accepted_unseen(site: Site) -> Iterator[Verdict]:
    """The verdict compares what is seen with the criteria; what nobody saw cannot be compared."""
    yield from said(
        site,
        FibreEndFace,
        Fault.ACCEPTED_UNSEEN,
        good="accepted after an inspection",
        hint="inspect it and record what is seen",
    )
