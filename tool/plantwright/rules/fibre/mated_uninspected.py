"""FIB029: an end face was mated that nobody had inspected."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreMating


@rule(
    id="FIB029",
    severity=ERROR,
    title="End face mated without inspection",
    source=Source(document=REPORT, clause="3.1.1; 3.3.1; 3.5", lines="223-225, 283, 314"),
    refs=("FO-INSP-01", "FO-INSP-03"),
    bad={"records.2026-10-12-fibre-FO1-A": None},
)
def mated_uninspected(site: Site) -> Iterator[Verdict]:
    """Every connection is inspected every time, a new plug from its package like an old one."""
    yield from said(
        site,
        FibreMating,
        Fault.MATED_UNSEEN,
        good="inspected before it was mated",
        hint="demate, inspect both sides and the sleeve, and record it",
    )
