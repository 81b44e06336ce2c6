"""CUR022: the rated current of a motor passes the nominal current of its transducer."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, most, rating
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import at_most, not_checked
from plantwright.site.model import Site


@rule(
    id="CUR022",
    severity=WARNING,
    title="Continuous current above the nominal current of the transducer",
    source=Source(document="PCT1200 user manual", clause="5.3, 5.9", lines="271, 377"),
    refs=("ZES-038", "X-026"),
    mend="choose a transducer with a larger nominal current",
    bad={"motors.M301.rated_current_a": 1250},
)
def continuous_current_too_high(site: Site) -> Iterator[Verdict]:
    """The accuracy is stated for the nominal current, and so is what a transducer bears without its supply."""
    for sensor in site.sensors.values():
        feeder = site.feeders.get(sensor.feeder)
        motor, limit = site.motor_of(feeder) if feeder else None, most(rating(sensor.type, "nominal_current_a"))
        if motor is None:
            yield not_checked(sensor, f"a motor in feeders.{sensor.feeder}.path", path=sensor.path("feeder"))
        elif limit is None:
            yield not_checked(sensor, absent(sensor.type, "nominal_current_a"))
        else:
            path = motor.path("rated_current_a")
            yield at_most(sensor, f"rated current of {motor.tag}", motor.rated_current_a, limit, "A", path=path)
