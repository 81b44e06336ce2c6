"""FIB022: an end face was cleaned wet and not dried at once."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreEndFace


@rule(
    id="FIB022",
    severity=ERROR,
    title="Wet cleaning not dried at once",
    source=Source(document=REPORT, clause="5.2 c) 4); 5.3 c) 4)", lines="422, 462"),
    refs=("FO-SEQ-09",),
    good={
        "records.2026-10-12-fibre-FO1-A.attempts.3": {"step": "wet", "dried": True},
        "records.2026-10-12-fibre-FO1-A.attempts.2.debris": "bonded",
    },
    bad={"records.2026-10-12-fibre-FO1-A.attempts.3.dried": False},
)
def wet_not_dried(site: Site) -> Iterator[Verdict]:
    """What the solvent has loosened settles again where the solvent dries."""
    yield from said(
        site,
        FibreEndFace,
        Fault.NOT_DRIED,
        good="every wet cleaning was dried at once",
        hint="follow it at once with a dry cleaning, or end on the dry part of the wipe and record `dried: true`",
    )
