"""CUR040: a bare conductor at too high a voltage runs through a transducer."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.measurement_category import line_to_earth_voltage_v
from plantwright.rules.facts import most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, fail, not_applicable, not_checked
from plantwright.rules.supply import highest_v, proven
from plantwright.site.model import Sensor, Site


@rule(
    id="CUR040",
    severity=ERROR,
    title="Bare conductor above the isolation voltage of the transducer",
    source=Source(document="PCT1200 user manual", clause="5.3", lines="286-288"),
    refs=("ZES-047", "ZES-037", "X-028"),
    mend="use an insulated conductor",
    good={"sensors.CT101.conductor.insulated": False},
    bad={"supply.system": "IT"},
    waivable=False,
)
def bare_conductor_voltage(site: Site) -> Iterator[Verdict]:
    """With a bare conductor only the housing of the transducer separates the measuring circuit from the supply."""
    for sensor in site.sensors.values():
        insulated = sensor.conductor.insulated if sensor.conductor else None
        place = site.locations.get(sensor.location)
        if insulated:
            yield not_applicable(sensor, "the conductor is insulated", path=sensor.path("conductor", "insulated"))
        elif insulated is None:
            yield not_checked(sensor, f"sensors.{sensor.tag}.conductor.insulated")
        elif place is None or not place.measurement_category:
            absent = f"locations.{place.tag}.measurement_category" if place else f"sensors.{sensor.tag}.location"
            yield not_checked(sensor, absent)
        else:
            yield _verdict(site, sensor, place.measurement_category)


def _verdict(site: Site, sensor: Sensor, category: str) -> Verdict:
    supply, path = site.supply, sensor.path("conductor", "insulated")
    voltage = line_to_earth_voltage_v(supply.system, highest_v(supply))
    fact = rating(sensor.type, f"isolation_cat_{category.lower()}_v")
    limit, hint = most(fact), "use an insulated conductor"
    if fact is None or limit is None:
        return fail(
            sensor, f"no isolation voltage is stated for category {category}", path=path, value=category, hint=hint
        )
    what = f"highest voltage to earth of the bare conductor ({supply.system}, category {category})"
    found = at_most(sensor, what, voltage, limit, "V", path=path, source=fact.source, hint=hint)
    return proven(found, supply)
