"""CUR013: a transducer cable is longer than its burden is stated for."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.model import Site


@rule(
    id="CUR013",
    severity=ERROR,
    title="Cable of a transducer too long",
    source=Source(document="PCT1200 user manual", clause="5.3", lines="280-285"),
    refs=("ZES-046",),
    mend="use a shorter cable, or move the supply unit nearer to the transducer",
    bad={"sensors.CT302.cable.length_m": 12},
)
def cable_too_long(site: Site) -> Iterator[Verdict]:
    """The burden between transducer and meter is stated for a PCT-DSUB of at most 10 m; beyond it nothing is."""
    for sensor in site.sensors.values():
        unit = site.supply_units.get(sensor.supply)
        fact = rating(unit.type, "sensor_cable_length_m") if unit else None
        limit, length = most(fact), sensor.cable.length_m if sensor.cable else None
        if fact is None or limit is None:
            yield not_applicable(sensor, "no length is stated for this connection")
        elif length is None:
            yield not_checked(sensor, f"sensors.{sensor.tag}.cable.length_m")
        else:
            what, path = "length of the cable", sensor.path("cable", "length_m")
            yield at_most(sensor, what, length, limit, "m", path=path, source=fact.source)
