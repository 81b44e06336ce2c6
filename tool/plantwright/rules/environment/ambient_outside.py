"""ENV010: a location is colder or warmer than its devices allow."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.by_place import within_limit
from plantwright.rules.environment.climate import common, occupied
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import not_applicable
from plantwright.site.model import Site

NONE = "no device here states a temperature"


@rule(
    id="ENV010",
    severity=ERROR,
    title="Ambient temperature outside the range of the devices",
    source=Source(document="Manuals of the devices of the location", clause="ambient temperature"),
    refs=("X-033", "CLR-010", "K7-007", "ZES-031", "ZES-048", "ZES-068"),
    mend="heat, cool or ventilate the location, or move the device that is named",
    bad={"locations.MCC1.ambient_max_c": 41},
)
def ambient_outside(site: Site) -> Iterator[Verdict]:
    """In one cabinet the most delicate device decides; the power meter ends at 40 °C and starts at 5 °C."""
    for place, devices in occupied(site):
        limit = common(devices, "ambient_c")
        yield within_limit(place, "ambient", limit) if limit else not_applicable(place, NONE)
