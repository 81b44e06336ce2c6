"""STA029: the overcurrent trip of a running motor lies within its rated current."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import at_least, not_checked
from plantwright.site.model import Site

TRIP, LEAST_PERCENT = "run_overcurrent_percent", 101


@rule(
    id="STA029",
    severity=WARNING,
    title="Running overcurrent trip within the rated current",
    source=Source(document="CLR8G operating manual", clause="7, table 7-1", lines="305"),
    refs=("CLR-052",),
    mend="raise the overcurrent trip while running above the rated current of the motor",
    bad={"starters.SS101.parameters.run_overcurrent_percent": 100},
)
def run_overcurrent_too_low(site: Site) -> Iterator[Verdict]:
    """The range goes down to 40 %: set below the rated current, the trip stops a healthy motor at full load."""
    for starter in site.starters.values():
        if TRIP not in starter.type.parameters:
            continue
        trip, path = starter.setting(TRIP), starter.path("parameters", TRIP)
        if isinstance(trip, int | float):
            yield at_least(starter, "trip while running", trip, LEAST_PERCENT, "%", path=path, hint=f"raise {TRIP}")
        else:
            yield not_checked(starter, f"starters.{starter.tag}.parameters.{TRIP}")
