"""CUR014: the leads and the meter behind a supply unit have too much resistance for its transducer."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.model import Site


@rule(
    id="CUR014",
    severity=ERROR,
    title="Burden behind a sensor supply unit too large",
    source=Source(document="PCT1200 user manual", clause="5.3", lines="280-285"),
    refs=("ZES-045",),
    mend="use thicker or shorter leads",
    bad={"sensors.CT302.burden_ohm": 3.4},
)
def burden_too_large(site: Site) -> Iterator[Verdict]:
    """The transducer drives its output current through both leads and the meter; past its limit it saturates."""
    for sensor in site.sensors.values():
        unit = site.supply_units.get(sensor.supply)
        limit = most(rating(unit.type, "burden_ohm")) if unit else None
        if unit is None:
            yield not_applicable(sensor, "the burden is stated for supply units only")
        elif limit is None:
            yield not_applicable(sensor, f"no burden is stated for {unit.type.title}")
        elif sensor.burden_ohm is None:
            yield not_checked(sensor, f"sensors.{sensor.tag}.burden_ohm")
        else:
            what, path, hint = f"burden behind {unit.tag}", sensor.path("burden_ohm"), "use thicker or shorter leads"
            yield at_most(sensor, what, sensor.burden_ohm, limit, "Ω", path=path, hint=hint)
