"""FIB039: a swab was used a second time."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.found import REPORT, attempts
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site


@rule(
    id="FIB039",
    severity=WARNING,
    title="Swab used again",
    source=Source(document=REPORT, clause="5.3", lines="472"),
    refs=("FO-PROC-06",),
    good={
        f"records.2026-10-12-fibre-FO1-A.attempts.{place}": {"tool": "swab", "tool_serial": f"S{place}"}
        for place in (1, 3)
    },
    bad={"records.2026-10-12-fibre-FO1-A.attempts.3.tool_serial": "S1"},
)
def swab_used_again(site: Site) -> Iterator[Verdict]:
    """A swab carries what it took off; the second time it puts it on."""
    first: dict[str, str] = {}
    used = [
        (attempt.time, record, place, attempt.tool_serial)
        for record, place, attempt in attempts(site)
        if attempt.tool == "swab" and attempt.tool_serial
    ]
    for _, record, place, serial in sorted(used, key=lambda each: each[0]):
        path = record.path("attempts", place, "tool_serial")
        if serial in first:
            message = f"{record.file}: swab {serial} was used before, in {first[serial]}"
            yield fail(
                record.object, message, path=path, hint="throw a swab away after one use, and clean with a new one"
            )
        else:
            first[serial] = record.file
            yield passed(record.object, f"{record.file}: swab {serial} was new", path=path)
