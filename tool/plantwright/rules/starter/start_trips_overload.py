"""STA020: the overload protection trips before the motor is up to speed, or the motor stalls."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import drives
from plantwright.rules.say import at_most, fail, not_applicable, not_checked
from plantwright.rules.starter.thermal_use import start_use
from plantwright.rules.starting import predicted
from plantwright.site.model import Site


@rule(
    id="STA020",
    severity=ERROR,
    title="Start trips the overload protection",
    source=Source(document="CLR8G operating manual", clause="8.2, table 8-2", lines="353-359"),
    refs=("CLR-065", "CLR-066", "CLR-064", "CLR-053"),
    bad={"motors.M201.load.moment_of_inertia_kgm2": 25},
)
def start_trips_overload(site: Site) -> Iterator[Verdict]:
    """The current of the computed start is followed along the trip curve; a motor that stalls heats until it trips."""
    driven_by = drives(site)
    for starter in site.starters.values():
        driven = driven_by.get(starter.tag)
        if driven is None:
            yield not_applicable(starter, "no feeder with a motor contains it")
            continue
        _, motor = driven
        start, path = predicted(motor, starter), starter.path("parameters", "start_overload_class")
        use = start_use(starter, start.start)
        if start.start and start.start.stall_speed_rpm is not None:
            speed = round(start.start.stall_speed_rpm)
            message = f"{motor.tag} stalls at {speed} rpm: the torque of the start does not carry its load"
            hint = "raise the current limit, or start with less load"
            limit_path = starter.path("parameters", "current_limit_percent")
            yield fail(starter, message, path=limit_path, value=speed, unit="rpm", hint=hint)
        elif use is None or start.start is None:
            why = start.why or ("" if start.missing else "no trip curve is known for its overload class")
            yield not_checked(starter, *start.missing, why=why)
        else:
            what = f"share of overload class {use.overload_class} that a start of {start.start.time_s:.1f} s uses"
            hint = "choose a higher overload class, or a shorter start"
            yield at_most(starter, what, use.percent, 100, "%", path=path, source=use.source, hint=hint)
