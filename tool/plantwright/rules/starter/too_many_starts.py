"""STA026: a motor is started more often than its soft starter allows."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, most, rating
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.members import drives
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.model import Site


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
    driven_by = drives(site)
    for starter in site.starters.values():
        driven, limit = driven_by.get(starter.tag), most(rating(starter.type, "starts_per_hour"))
        if driven is None:
            yield not_applicable(starter, "no feeder with a motor contains it")
        elif driven[1].starts_per_hour is None:
            yield not_checked(starter, f"motors.{driven[1].tag}.starts_per_hour")
        elif limit is None:
            yield not_checked(starter, absent(starter.type, "starts_per_hour"))
        else:
            motor, path = driven[1], driven[1].path("starts_per_hour")
            yield at_most(
                starter, f"number of starts of {motor.tag}", motor.starts_per_hour or 0, limit, "an hour", path=path
            )
