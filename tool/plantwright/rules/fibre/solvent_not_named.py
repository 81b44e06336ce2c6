"""FIB045: the solvent of a wet cleaning is not recorded."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.found import REPORT, attempts
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site


@rule(
    id="FIB045",
    severity=WARNING,
    title="Solvent of a wet cleaning not recorded",
    source=Source(document=REPORT, clause="5.2 c) 1); 5.3 c) 1)", lines="417, 459"),
    refs=("FO-SEQ-08",),
    good={"records.2026-10-12-fibre-FO1-A.attempts.3": {"step": "wet", "dried": True, "solvent": "isopropanol 99.9 %"}},
    bad={"records.2026-10-12-fibre-FO1-A.attempts.3.solvent": None},
)
def solvent_not_named(site: Site) -> Iterator[Verdict]:
    """Only a solvent made for optics leaves nothing behind; which one it was must be known when something is found."""
    for record, place, attempt in attempts(site):
        if attempt.step == "wet" and attempt.solvent:
            path = record.path("attempts", place, "solvent")
            yield passed(record.object, f"{record.file}: cleaned wet with {attempt.solvent}", path=path)
        elif attempt.step == "wet":
            path, hint = record.path("attempts", place, "step"), "add `solvent:` with its name and purity"
            yield fail(record.object, f"{record.file}: cleaned wet, the solvent is not named", path=path, hint=hint)
