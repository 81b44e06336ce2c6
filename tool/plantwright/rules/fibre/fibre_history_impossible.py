"""FIB035: the records of an end face cannot all be true."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import said
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreEndFace, FibreMating


@rule(
    id="FIB035",
    severity=ERROR,
    title="Fibre records contradict one another",
    source=Source(document="plantwright record format", clause="fibre-mating, event"),
    refs=(),
    bad={"records.2026-10-12-mating-FO1-A.at": "2026-10-12T09:00:00+02:00"},
)
def fibre_history_impossible(site: Site) -> Iterator[Verdict]:
    """An end face that is mated cannot be looked at or mated again, and time runs forwards: a record is missing."""
    yield from said(
        site,
        FibreEndFace | FibreMating,
        Fault.IMPOSSIBLE,
        good="fits to the records before and after it",
        hint="record what is missing between the two, or correct the wrong time with a new record",
    )
