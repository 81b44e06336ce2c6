"""FIB030: an end face was mated on a verdict from before it was demated or touched."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreMating

TOUCHED = {
    "format": 1,
    "record": "fibre-mating",
    "object": "FO1",
    "end": "A",
    "port": "MCC1-ODF-01",
    "event": "touched",
    "person": "S. Novak",
    "at": "2026-10-12T10:20:00+02:00",
}


@rule(
    id="FIB030",
    severity=ERROR,
    title="End face mated on an expired verdict",
    source=Source(document=REPORT, clause="3.2.1; 3.3.3; 3.5", lines="239, 291, 314"),
    refs=("FO-INSP-07", "FO-HAND-01"),
    bad={"records.2026-10-12-touched-FO1-A": TOUCHED},
)
def verdict_expired(site: Site) -> Iterator[Verdict]:
    """A verdict holds for one mating: in the open an end face picks up dirt, and its partner leaves some on it."""
    yield from said(
        site,
        FibreMating,
        Fault.VERDICT_EXPIRED,
        good="the verdict was younger than the last time it was open or touched",
        hint="demate, inspect again, and record it",
    )
