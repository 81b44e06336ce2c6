"""FIB033: a connection was mated without a look into the sleeve of its adaptor."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreMating


@rule(
    id="FIB033",
    severity=ERROR,
    title="Sleeve of the adaptor not inspected",
    source=Source(document=REPORT, clause="3.1.1; 3.3.2; 3.5", lines="225, 287, 314"),
    refs=("FO-INSP-02",),
    bad={"records.2026-10-12-mating-FO1-A.sleeve": "not done"},
)
def sleeve_uninspected(site: Site) -> Iterator[Verdict]:
    """Dirt in the sleeve lies in front of both end faces when they meet."""
    yield from said(
        site,
        FibreMating,
        Fault.SLEEVE_UNSEEN,
        good="the sleeve was inspected or cleaned",
        hint="look into the sleeve, clean it if it is dirty, and record it",
    )
