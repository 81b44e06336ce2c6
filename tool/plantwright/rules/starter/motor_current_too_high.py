"""STA010: the rated current of a motor passes that of its soft starter."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import drives
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.model import Site


@rule(
    id="STA010",
    severity=ERROR,
    title="Motor current above the rating of the soft starter",
    source=Source(document="CLR8G operating manual", clause="7, table 7-1; 1", lines="79, 311-312"),
    refs=("CLR-061",),
    mend="choose a larger starter",
    bad={"motors.M101.rated_current_a": 151},
)
def motor_current_too_high(site: Site) -> Iterator[Verdict]:
    """Thyristors are sized for the rated current of the starter; every limit of a start is a multiple of it."""
    driven_by = drives(site)
    for starter in site.starters.values():
        driven = driven_by.get(starter.tag)
        if driven is None:
            yield not_applicable(starter, "no feeder with a motor contains it")
        elif starter.rated_current_a is None:
            yield not_checked(starter, f"starters.{starter.tag}.rated_current_a")
        else:
            _, motor = driven
            what, path = f"rated current of {motor.tag}", motor.path("rated_current_a")
            rated, hint = starter.rated_current_a, "choose a larger starter"
            yield at_most(starter, what, motor.rated_current_a, rated, "A", path=path, hint=hint)
