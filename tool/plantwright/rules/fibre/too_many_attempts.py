"""FIB024: an end face was cleaned more often by one method than the document says."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import WARNING, rule
from plantwright.site.model import Site
from plantwright.site.records import FibreEndFace

DAY = "2026-10-12T09:"
THREE = [
    {"at": f"{DAY}{12 + minute}:00+02:00", **attempt}
    for minute, attempt in enumerate(
        3 * [{"step": "inspect", "result": "dirty"}, {"step": "dry"}] + [{"step": "inspect", "result": "clean"}]
    )
]
FOUR = [*THREE[:-1], {"at": f"{DAY}30:00+02:00", "step": "inspect", "result": "dirty"}]
FOUR += [{"at": f"{DAY}31:00+02:00", "step": "dry"}, {"at": f"{DAY}32:00+02:00", "step": "inspect", "result": "clean"}]


@rule(
    id="FIB024",
    severity=WARNING,
    title="Too many cleaning attempts",
    source=Source(document=REPORT, clause="5.2 b) 4), c) 6); 5.3 b) 4), c) 6)", lines="406, 424, 441, 464"),
    refs=("FO-SEQ-06", "FO-SEQ-10"),
    good={"records.2026-10-12-fibre-FO1-A.attempts": THREE},
    bad={"records.2026-10-12-fibre-FO1-A.attempts": FOUR},
)
def too_many_attempts(site: Site) -> Iterator[Verdict]:
    """What three attempts leave does not come off by the same method; "2 or 3 times" is read as three attempts."""
    yield from said(
        site,
        FibreEndFace,
        Fault.TOO_MANY_DRY,
        Fault.TOO_MANY_WET,
        good="no more attempts of a method than allowed",
        hint="after the last dry attempt clean wet; after the last wet one judge the end face, then use or replace it",
    )
