"""FIB034: an end face was mated with a dirty one and not inspected since."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreMating


@rule(
    id="FIB034",
    severity=ERROR,
    title="Partner of a dirty end face not inspected",
    source=Source(document=REPORT, clause="3.2.3", lines="263"),
    refs=("FO-INSP-08",),
    bad={"records.2026-10-12-fibre-FO1-A.result": "fail"},
)
def partner_of_dirty_not_inspected(site: Site) -> Iterator[Verdict]:
    """Dirt travels: it is on the partner now, and goes on to whatever is plugged in next."""
    yield from said(
        site,
        FibreMating,
        Fault.CONDEMNED,
        good="no partner of a dirty end face waits for inspection",
        hint="inspect the partner, clean it if it is dirty, and record it",
    )
