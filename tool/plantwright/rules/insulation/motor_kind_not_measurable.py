"""INS045: a monitor watches a motor of a kind it is not made for."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, listed, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Site

KINDS = {
    "squirrel-cage": "three-phase-induction",
    "wound-rotor": "three-phase-induction",
    "direct-current": "dc",
}
"""Kind of a motor in the site -> the word of a monitor type for it."""


@rule(
    id="INS045",
    severity=ERROR,
    title="Motor kind not made for the insulation monitor",
    source=Source(document="K7GE-MG datasheet", clause="Measurement specifications", lines="107"),
    refs=("K7-025", "X-040"),
    mend="take the probe off this motor and test its insulation by hand",
    bad={"motors.M101.kind": "synchronous"},
)
def motor_kind_not_measurable(site: Site) -> Iterator[Verdict]:
    """A synchronous motor may make its own voltage while it turns, and that meets the measuring circuit."""
    for probe in site.probes.values():
        feeder, monitor = site.feeders.get(probe.feeder), site.monitors.get(probe.monitor)
        motor = site.motor_of(feeder) if feeder else None
        fact = rating(monitor.type, "motor_kinds") if monitor else None
        if motor is None:
            yield not_checked(probe, f"a motor in feeders.{probe.feeder}.path", path=probe.path("feeder"))
        elif fact is None:
            yield not_checked(probe, absent(monitor.type, "motor_kinds") if monitor else f"monitors.{probe.monitor}")
        else:
            say = passed if KINDS.get(motor.kind) in listed(fact) else fail
            message = f"{motor.tag} is a {motor.kind} motor; made for: {', '.join(map(str, listed(fact)))}"
            yield say(probe, message, path=motor.path("kind"), value=motor.kind, source=fact.source)
