"""FIB025: dirt that cleaning did not remove is not called what it is."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import WARNING, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreEndFace


@rule(
    id="FIB025",
    severity=WARNING,
    title="Remaining dirt not tagged",
    source=Source(document=REPORT, clause="5.2 b) 5), c) 7); 5.3 b) 5), c) 7)", lines="407, 425, 442, 466"),
    refs=("FO-SEQ-07", "FO-SEQ-10"),
    bad={"records.2026-10-12-fibre-FO1-A.attempts.3": {"step": "wet", "dried": True}},
)
def remaining_dirt_not_tagged(site: Site) -> Iterator[Verdict]:
    """Dirt that stays is bonded to the surface or mated-in; so the next person does not clean it a fourth time."""
    yield from said(
        site,
        FibreEndFace,
        Fault.DIRT_UNTAGGED,
        good="no dirt stayed without a tag",
        hint="add `debris: bonded`, `mated-in` or `embedded` to the inspection",
    )
