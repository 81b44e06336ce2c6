"""CUR051: the conductor does not run through the middle of its transducer."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.current_chain import position_error_a
from plantwright.rules.facts import most, rating
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import amount, fail, not_checked, passed
from plantwright.site.model import Sensor, Site


@rule(
    id="CUR051",
    severity=WARNING,
    title="Conductor out of the middle of the transducer",
    source=Source(document="PCT1200 user manual", clause="5.4, 5.5", lines="311, 325-337"),
    refs=("ZES-051", "ZES-055"),
    mend="centre the conductor",
    bad={"sensors.CT101.conductor.centred": False},
)
def conductor_off_centre(site: Site) -> Iterator[Verdict]:
    """The stated accuracy is that of a conductor in the middle; elsewhere the error of its place comes on top."""
    for sensor in site.sensors.values():
        path = sensor.path("conductor", "centred")
        centred = sensor.conductor.centred if sensor.conductor else None
        if centred is None:
            yield not_checked(sensor, f"sensors.{sensor.tag}.conductor.centred")
        elif centred:
            yield passed(sensor, "the conductor runs through the middle", path=path)
        else:
            message = f"the conductor is out of the middle{_added(site, sensor)}"
            yield fail(sensor, message, path=path, value=False, limit=True)


def _added(site: Site, sensor: Sensor) -> str:
    """Return what its place adds to the error at the rated current of the motor, in words."""
    feeder, ppm = site.feeders.get(sensor.feeder), most(rating(sensor.type, "position_error_ppm"))
    motor = site.motor_of(feeder) if feeder else None
    if ppm is None:
        return ""
    at = f", {amount(position_error_a(ppm, motor.rated_current_a), 'A')} at {motor.rated_current_a} A" if motor else ""
    return f", which adds up to {amount(ppm, 'ppm')} of the reading{at}"
