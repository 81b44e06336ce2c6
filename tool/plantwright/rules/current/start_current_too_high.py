"""CUR020: the starting current of a motor passes the rms limit of its transducer."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, not_checked
from plantwright.rules.starting import sensed_start_current
from plantwright.site.model import Site


@rule(
    id="CUR020",
    severity=ERROR,
    title="Starting current above the rms limit of the transducer",
    source=Source(document="PCT1200 user manual", clause="5.3", lines="272-273"),
    refs=("ZES-039", "X-022", "X-024", "X-025"),
    mend="lower the current limit, or choose a larger transducer",
    bad={"starters.SS301.parameters.current_limit_percent": 340},
)
def start_current_too_high(site: Site) -> Iterator[Verdict]:
    """A start lasts seconds, far beyond the 100 ms for which a transducer bears an overload."""
    for sensor in site.sensors.values():
        current, limit = sensed_start_current(site, sensor), most(rating(sensor.type, "max_current_rms_a"))
        if current.missing:
            yield not_checked(sensor, *current.missing)
        elif limit is None:
            yield not_checked(sensor, absent(sensor.type, "max_current_rms_a"))
        else:
            hint = "lower the current limit, or choose a larger transducer"
            yield at_most(
                sensor, f"starting current ({current.how})", current.rms_a, limit, "A", path=current.path, hint=hint
            )
