"""FIB023: an end face was dried, but not at once after the wet cleaning."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.found import REPORT, said
from plantwright.rules.frame import WARNING, rule
from plantwright.site.end_face_tables import cleaning
from plantwright.site.model import Site
from plantwright.site.records import FibreEndFace

ATTEMPTS = "records.2026-10-12-fibre-FO1-A.attempts"


@rule(
    id="FIB023",
    severity=WARNING,
    title="Dried late after wet cleaning",
    source=Source(document=REPORT, clause="5.2 c) 4); 5.3 c) 4)", lines="422, 462"),
    refs=("FO-SEQ-09",),
    good={f"{ATTEMPTS}.2": {"result": "dirty", "debris": "bonded"}}
    | {f"{ATTEMPTS}.3": {"at": "2026-10-12T09:17:30+02:00", "step": "wet"}}
    | {
        f"{ATTEMPTS}.4": {
            "at": "2026-10-12T09:18:20+02:00",
            "step": "dry",
            "result": None,
            "image": None,
            "zones": None,
        }
    }
    | {"records.2026-10-12-fibre-FO1-A.result": "fail"},
    bad={f"{ATTEMPTS}.4.at": "2026-10-12T09:19:00+02:00"},
)
def dried_late(site: Site) -> Iterator[Verdict]:
    """The document says immediately and gives no number; after a minute the solvent has dried by itself."""
    yield from said(
        site,
        FibreEndFace,
        Fault.DRIED_LATE,
        good="no wet cleaning waited for its dry pass",
        hint="clean wet and dry once more, without a pause between",
        source=cleaning().limits["dry_after_wet_s"].source,
    )
