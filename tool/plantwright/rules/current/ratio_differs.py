"""CUR031: the ratio set in a meter is not that of its transducer."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import equal, not_applicable, not_checked
from plantwright.site.model import Sensor, Site


@rule(
    id="CUR031",
    severity=ERROR,
    title="Ratio differs from that of the transducer",
    source=Source(document="PCT1200 user manual", clause="5.3, 5.10", lines="276, 395"),
    refs=("ZES-042",),
    mend="set the ratio of the transducer in the meter and in the site files",
    bad={"sensors.CT302.ratio": 2000},
)
def ratio_differs(site: Site) -> Iterator[Verdict]:
    """Behind a supply unit the meter sees milliamperes and believes the ratio it is told: all readings follow it."""
    for sensor in site.sensors.values():
        wanted = most(rating(sensor.type, "ratio"))
        if sensor.ratio is None and not _told_by_hand(site, sensor):
            yield not_applicable(sensor, "the meter reads the ratio from the plug of the cable")
        elif sensor.ratio is None:
            yield not_checked(sensor, f"sensors.{sensor.tag}.ratio")
        elif wanted is None:
            yield not_checked(sensor, absent(sensor.type, "ratio"))
        else:
            path, hint = sensor.path("ratio"), f"set {wanted}:1 in the meter and here"
            of = f"that of the {sensor.type.title}"
            yield equal(sensor, "ratio set in the meter", sensor.ratio, wanted, path=path, of=of, hint=hint)


def _told_by_hand(site: Site, sensor: Sensor) -> bool:
    """Return whether a person sets the ratio: a supply unit hands on the current and nothing else."""
    return sensor.supply in site.supply_units
