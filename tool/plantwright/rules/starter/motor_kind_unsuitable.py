"""STA016: a motor is not of a kind that its starter and its insulation monitor are made for."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, listed, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import drives
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.model import Site


@rule(
    id="STA016",
    severity=ERROR,
    title="Motor kind not suited to the soft starter",
    source=Source(document="CLR8G operating manual", clause="3", lines="106"),
    refs=("CLR-003", "X-040"),
    mend="choose a starter that is made for this kind of motor, or another motor",
    bad={"motors.M101.kind": "wound-rotor"},
)
def motor_kind_unsuitable(site: Site) -> Iterator[Verdict]:
    """A wound rotor has other starting currents and its own resistors; the starter must be ordered for it."""
    driven_by = drives(site)
    for starter in site.starters.values():
        driven, fact = driven_by.get(starter.tag), rating(starter.type, "motor_kinds")
        if driven is None:
            yield not_applicable(starter, "no feeder with a motor contains it")
        elif fact is None:
            yield not_checked(starter, absent(starter.type, "motor_kinds"))
        else:
            _, motor = driven
            wanted = ", ".join(map(str, listed(fact)))
            say = passed if motor.kind in listed(fact) else fail
            message = f"{motor.tag} is a {motor.kind} motor; made for: {wanted}"
            yield say(starter, message, path=motor.path("kind"), value=motor.kind, limit=wanted, source=fact.source)
