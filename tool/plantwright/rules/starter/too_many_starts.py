"""STA026: a motor is started more often than its soft starter allows."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import at_most
from plantwright.rules.starter.start_rate import each_start_rate
from plantwright.site.model import Motor, Number, Site, Starter


@rule(
    id="STA026",
    severity=WARNING,
    title="Too many starts an hour",
    source=Source(document="CLR8G operating manual", clause="3", lines="107"),
    refs=("CLR-004",),
    mend="start less often, or choose a starter that is rated for so many starts",
    bad={"motors.M401.starts_per_hour": 10},
)
def too_many_starts(site: Site) -> Iterator[Verdict]:
    """Every start heats thyristors and motor; the time between two has to carry the heat away."""
    return each_start_rate(site, "starts_per_hour", _verdict)


def _verdict(starter: Starter, motor: Motor, starts: Number, limit: Number) -> Verdict:
    what, path = f"number of starts of {motor.tag}", motor.path("starts_per_hour")
    return at_most(starter, what, starts, limit, "an hour", path=path)
