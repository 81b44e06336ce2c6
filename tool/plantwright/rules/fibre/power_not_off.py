"""FIB028: an end face was looked at while light could be in the fibre."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreEndFace


@rule(
    id="FIB028",
    severity=ERROR,
    title="Fibre not confirmed dark",
    source=Source(document=REPORT, clause="3.1.2", lines="229", provenance="derived"),
    refs=("FO-PWR-01",),
    bad={"records.2026-10-12-fibre-FO1-A.power_off.confirmed": False},
)
def power_not_off(site: Site) -> Iterator[Verdict]:
    """Light that cannot be seen can blind an eye at the microscope, and burns dirt into the glass.

    A person says that the fibre is dark; high power (3.1.2) contradicts that, and FIB051 judges any other power.
    """
    yield from said(
        site,
        FibreEndFace,
        Fault.NO_POWER_OFF,
        good="the fibre was confirmed to be dark before",
        hint="switch the source off, lock it, measure that the fibre is dark, and record it before looking",
    )
