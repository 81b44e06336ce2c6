"""FIB041: a plug that can be taken out of its adaptor was cleaned inside it."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.found import REPORT, attempts
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site


@rule(
    id="FIB041",
    severity=WARNING,
    title="Removable plug cleaned in its adaptor",
    source=Source(document=REPORT, clause="5.3", lines="433"),
    refs=("FO-PROC-03",),
    good={"records.2026-10-12-fibre-FO1-A": {"end_face": "port", "removable": False}},
    bad={"records.2026-10-12-fibre-FO1-A.removable": True},
)
def plug_cleaned_in_port(site: Site) -> Iterator[Verdict]:
    """In the hand the whole face is reached, and the dirt is taken away instead of pushed into the sleeve."""
    for record, place, attempt in attempts(site):
        if attempt.step == "inspect" or record.end_face != "port" or record.removable is None:
            continue
        path = record.path("attempts", place, "step")
        if record.removable:
            message = f"{record.file}: cleaned {attempt.step} in the port although the plug can be taken out"
            yield fail(record.object, message, path=path, hint="take the plug out and clean it as an exposed plug")
        else:
            yield passed(record.object, f"{record.file}: the plug cannot be taken out", path=path)
