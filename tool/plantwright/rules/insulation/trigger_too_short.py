"""INS051: the trigger of an insulation monitor is shorter than the unit needs to see it."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, least, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_least, not_applicable, not_checked
from plantwright.site.model import Site


@rule(
    id="INS051",
    severity=ERROR,
    title="Trigger of the insulation monitor too short",
    source=Source(document="K7GE-MG datasheet", clause="Trigger input", lines="116"),
    refs=("K7-029", "X-008"),
    mend="lengthen the shortest state of the trigger, with a time relay where needed",
    bad={"monitors.IM1.trigger.hold_ms": 20},
)
def trigger_too_short(site: Site) -> Iterator[Verdict]:
    """A shorter signal is taken for a disturbance, and the motor is not measured."""
    for monitor in site.monitors.values():
        limit = least(rating(monitor.type, "trigger_detection_time_ms"))
        if monitor.trigger is None:
            yield not_applicable(monitor, "no trigger is stated")
        elif limit is None:
            yield not_checked(monitor, absent(monitor.type, "trigger_detection_time_ms"))
        elif monitor.trigger.hold_ms is None:
            yield not_checked(monitor, f"monitors.{monitor.tag}.trigger.hold_ms")
        else:
            what, path = "shortest state of the trigger", monitor.path("trigger", "hold_ms")
            yield at_least(monitor, what, monitor.trigger.hold_ms, limit, "ms", path=path)
