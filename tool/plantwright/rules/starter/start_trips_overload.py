"""STA020: the overload protection trips before the motor is up to speed, or the motor stalls."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import drives
from plantwright.rules.say import below, fail, not_applicable, not_checked
from plantwright.rules.starter.thermal_use import TRIP_PERCENT, start_uses
from plantwright.rules.starting import predictions
from plantwright.site.model import Motor, Site, Starter


@rule(
    id="STA020",
    severity=ERROR,
    title="Start trips the overload protection",
    source=Source(document="CLR8G operating manual", clause="8.2, table 8-2", lines="353-359"),
    refs=("CLR-065", "CLR-066", "CLR-064", "CLR-053"),
    mend="choose a higher overload class, slower by its table, if the motor bears it; a shorter start, or less load",
    bad={"motors.M201.load.moment_of_inertia_kgm2": 25},
)
def start_trips_overload(site: Site) -> Iterator[Verdict]:
    """The current of the computed start is followed along the trip curve; a motor that stalls heats until it trips.

    The prose of the manual says that a higher class trips sooner (line 341), its table that it trips later: the table
    counts, and the class that is chosen is to be proven on the unit.
    """
    driven_by, starts, uses = drives(site), predictions(site), start_uses(site)
    for starter in site.starters.values():
        driven = driven_by.get(starter.tag)
        if driven is None:
            yield not_applicable(starter, "no feeder with a motor contains it")
            continue
        _, motor = driven
        start, path = starts[motor.tag, starter.tag], starter.path("parameters", "start_overload_class")
        use = uses.get(starter.tag)
        if start.start and start.start.stall_speed_rpm is not None:
            yield _stalled(starter, motor, round(start.start.stall_speed_rpm))
        elif use is None or start.start is None:
            why = start.why or ("" if start.missing else "no trip curve is known for its overload class")
            yield not_checked(starter, *start.missing, why=why)
        else:
            what = f"share of overload class {use.overload_class} that a start of {start.start.time_s:.1f} s uses"
            hint = "choose a higher overload class, slower by its table, if the motor bears it; or a shorter start"
            yield below(starter, what, use.percent, TRIP_PERCENT, "%", path=path, source=use.source, hint=hint)


def _stalled(starter: Starter, motor: Motor, speed_rpm: int) -> Verdict:
    """Tell the speed at which motor and load torque balance, which is 0 when the load is never moved."""
    message = f"{motor.tag} stalls at {speed_rpm} rpm, where the torque of the start is that of its load"
    if not speed_rpm:
        message = (
            f"{motor.tag} does not turn, or falls back to standstill: the torque of the start does not carry its load"
        )
    limited = starter.setting("start_mode") == "current-limit"
    key = "current_limit_percent" if limited else "ramp_start_voltage_percent"
    hint = f"raise {'the current limit' if limited else 'the voltage'}, or start with less load"
    return fail(starter, message, path=starter.path("parameters", key), value=speed_rpm, unit="rpm", hint=hint)
