"""FIB032: an end face was mated with one that nobody had inspected."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreMating


@rule(
    id="FIB032",
    severity=ERROR,
    title="Partner end face not inspected",
    source=Source(document=REPORT, clause="3.1.1; 3.3.2; 3.3.3; 3.5", lines="223-225, 287, 291, 314"),
    refs=("FO-INSP-02", "FO-INSP-05", "FO-INSP-06"),
    bad={"records.2026-10-12-mating-FO1-A.partner": "SW9-P9"},
)
def partner_uninspected(site: Site) -> Iterator[Verdict]:
    """Both sides belong to one connection, those of test cords too, and a plug that stays in its sleeve."""
    yield from said(
        site,
        FibreMating,
        Fault.PARTNER_UNSEEN,
        good="its partner was inspected as well",
        hint="name the partner, inspect it, in its sleeve when it cannot be taken out, and record it under its name",
    )
