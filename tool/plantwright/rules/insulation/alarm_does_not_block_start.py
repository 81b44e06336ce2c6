"""INS014: a critical insulation alarm does not block the next start by wiring."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.members import probed_feeders
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Site

CRITICAL = "insulation-alarm-2"


@rule(
    id="INS014",
    severity=WARNING,
    title="Critical insulation alarm does not block the start",
    source=Source(
        document="K7GE-MG datasheet and CLR8G operating manual",
        clause="Terminal section; 8.1: a lost bus does not stop a motor",
        lines="191; 335",
        provenance="derived",
    ),
    refs=("X-043",),
    mend="wire alarm output 2 of the monitor into the start chain of the starter",
    bad={"feeders.P101.interlocks": ["measurement-in-progress"]},
)
def alarm_does_not_block_start(site: Site) -> Iterator[Verdict]:
    """A motor with failed insulation burns on its next start, also when the bus that should tell of it is down."""
    probed = probed_feeders(site)
    for feeder in site.feeders.values():
        path = feeder.path("interlocks")
        if feeder.tag not in probed:
            yield not_applicable(feeder, "no insulation probe is connected here")
        elif not feeder.interlocks:
            yield not_applicable(feeder, "INS013 asks what blocks a start")
        elif CRITICAL in feeder.interlocks:
            yield passed(feeder, f"{CRITICAL} blocks a start by wiring", path=path, value=CRITICAL)
        else:
            hint = f"wire alarm output 2 of the monitor into the start chain of {feeder.tag}"
            yield fail(feeder, f"{CRITICAL} is not among the interlocks", path=path, limit=CRITICAL, hint=hint)
