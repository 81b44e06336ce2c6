"""INS044: an alarm threshold lies below the smallest value the monitor can read."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, least, rating
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import at_least, not_checked
from plantwright.site.model import Site


@rule(
    id="INS044",
    severity=WARNING,
    title="Alarm threshold below the smallest reading",
    source=Source(document="K7GE-MG datasheet", clause="Measurement specifications", lines="102, 313-314"),
    refs=("K7-070",),
    mend="raise the lowest alarm into the range that the monitor can measure",
    bad={"monitors.IM1.parameters.alarm_2_mohm": 0.0},
)
def alarm_below_reading(site: Site) -> Iterator[Verdict]:
    """Anything below the range is shown as 0.0, so such a threshold cannot tell good from bad."""
    for monitor in site.monitors.values():
        fact, settings = rating(monitor.type, "measuring_range_mohm"), ("alarm_1_mohm", "alarm_2_mohm")
        values = {name: value for name in settings if isinstance(value := monitor.setting(name), int | float)}
        limit = least(fact)
        if limit is None or not values:
            absences = (
                [absent(monitor.type, "measuring_range_mohm")]
                if values
                else [f"monitors.{monitor.tag}.parameters.alarm_2_mohm"]
            )
            yield not_checked(monitor, *absences)
        else:
            name = min(values, key=lambda each: values[each])
            source = fact.source if fact else None
            yield at_least(
                monitor,
                f"lowest alarm ({name})",
                values[name],
                limit,
                "MΩ",
                path=monitor.path("parameters", name),
                source=source,
            )
