"""FIB020: an end face was cleaned wet before the dry method was tried."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import WARNING, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreEndFace


@rule(
    id="FIB020",
    severity=WARNING,
    title="Wet cleaning before dry",
    source=Source(document=REPORT, clause="5.2 b), c); 5.3 b), c)", lines="401, 415, 437, 458"),
    refs=("FO-SEQ-03",),
    bad={"records.2026-10-12-fibre-FO1-A.attempts.1": {"step": "wet", "dried": True}},
)
def wet_before_dry(site: Site) -> Iterator[Verdict]:
    """A solvent carries dirt to places where it was not and can dry there; most dirt goes without it."""
    yield from said(
        site,
        FibreEndFace,
        Fault.WET_BEFORE_DRY,
        good="the dry method came first",
        hint="clean dry first, and wet only what stays",
    )
