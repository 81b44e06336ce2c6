"""FIB040: a port tool was not activated once more after wet cleaning."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.found import REPORT, attempts
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import at_least
from plantwright.site.end_face_tables import cleaning
from plantwright.site.model import Site


@rule(
    id="FIB040",
    severity=WARNING,
    title="Port tool activated too few times after wet cleaning",
    source=Source(document=REPORT, clause="5.3", lines="474"),
    refs=("FO-PROC-09",),
    good={
        "records.2026-10-12-fibre-FO1-A.attempts.3": {"step": "wet", "dried": True, "tool": "port-tool", "strokes": 2}
    },
    bad={"records.2026-10-12-fibre-FO1-A.attempts.3.strokes": 1},
)
def port_tool_not_dried(site: Site) -> Iterator[Verdict]:
    """The second activation takes up the solvent that the first one has left."""
    least = cleaning().limits["activations_after_wet"].value
    for record, place, attempt in attempts(site):
        if attempt.tool == "port-tool" and attempt.step == "wet" and attempt.dried and attempt.strokes is not None:
            what, path = f"{record.file}: activations of the port tool", record.path("attempts", place, "strokes")
            yield at_least(
                record.object, what, attempt.strokes, least, path=path, hint="activate it once more, then inspect"
            )
