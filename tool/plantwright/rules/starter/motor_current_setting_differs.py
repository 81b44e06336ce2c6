"""STA014: the motor current set in a soft starter is not the one on the motor's nameplate."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import drives
from plantwright.rules.say import equal, not_applicable, not_checked
from plantwright.site.model import Site

SETTING = "motor_rated_current_a"


@rule(
    id="STA014",
    severity=ERROR,
    title="Motor current setting differs from the nameplate",
    source=Source(document="CLR8G operating manual", clause="7, table 7-1; 1", lines="79, 312"),
    refs=("CLR-061", "CLR-083"),
    mend="set motor_rated_current_a to the current on the nameplate of the motor",
    bad={"starters.SS101.parameters.motor_rated_current_a": 150},
)
def motor_current_setting_differs(site: Site) -> Iterator[Verdict]:
    """Current limit and overload protection are multiples of this value: set too high, the motor is not protected."""
    driven_by = drives(site)
    for starter in site.starters.values():
        if SETTING not in starter.type.parameters:
            continue
        driven, setting = driven_by.get(starter.tag), starter.parameters.get(SETTING)
        if driven is None:
            yield not_applicable(starter, "no feeder with a motor contains it")
        elif setting is None:
            yield not_checked(starter, f"starters.{starter.tag}.parameters.{SETTING}")
        else:
            _, motor = driven
            path, of = starter.path("parameters", SETTING), f"the current on the nameplate of {motor.tag}"
            yield equal(starter, SETTING, setting, motor.rated_current_a, "A", path=path, of=of)
