"""FIB026: an end face was accepted although its last inspection found it dirty."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreEndFace


@rule(
    id="FIB026",
    severity=ERROR,
    title="Dirty end face accepted",
    source=Source(document=REPORT, clause="5.2 d); 5.3 d)", lines="426-427, 467-468"),
    refs=("FO-CRIT-03",),
    bad={"records.2026-10-12-fibre-FO1-A.attempts.4": {"result": "dirty", "debris": "bonded"}},
)
def end_face_accepted_dirty(site: Site) -> Iterator[Verdict]:
    """An end face that fails its criteria is cleaned again or replaced; the verdict is the last step, not a wish."""
    yield from said(
        site,
        FibreEndFace,
        Fault.ACCEPTED_DIRTY,
        good="the verdict follows the last inspection",
        hint="clean it again or replace it, and record that; the result of this record is fail",
    )
