"""FIB031: an end face was mated whose last record does not leave it clean."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreMating


@rule(
    id="FIB031",
    severity=ERROR,
    title="Dirty end face mated",
    source=Source(document=REPORT, clause="3.1.1; 3.2.3; 3.5", lines="223-225, 263, 314"),
    refs=("FO-INSP-01", "FO-CRIT-03"),
    bad={"records.2026-10-12-fibre-FO1-A.result": "fail"},
)
def mated_dirty(site: Site) -> Iterator[Verdict]:
    """A dirty end face presses its dirt into the glass of its partner."""
    yield from said(
        site,
        FibreMating,
        Fault.MATED_DIRTY,
        good="it was clean when it was mated",
        hint="demate, clean or replace it, inspect both sides, and record it",
    )
