"""REC027: what a start showed is wrong: direction, voltage or the current afterwards."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_least, at_most, fail, passed
from plantwright.site.model import Feeder, Site
from plantwright.site.records import FirstStart, in_force, of_kind

SEEN = Source(document="plantwright record format", clause="first-start, direction")
_VOLTAGES = {
    "supply_voltage_v": "the voltage before the start",
    "lowest_voltage_v": "the lowest voltage during the start",
}


@rule(
    id="REC027",
    severity=ERROR,
    title="First start not as it should be",
    source=Source(document="CLR8G operating manual", clause="7, table 7-1; 8.1", lines="310, 331"),
    refs=("CLR-057", "CLR-059"),
    mend="stop and find the cause: direction, overload, a missing phase or low voltage; then start again and record it",
    bad={"records.2026-10-09-first-start-P101.direction": "wrong"},
)
def start_not_right(site: Site) -> Iterator[Verdict]:
    """A motor that turns the wrong way, draws more than its rated current or pulls the voltage down is not accepted."""
    for start in of_kind(in_force(site.records.values()), FirstStart):
        feeder = site.feeders.get(start.object)
        if start.direction:
            path, message = start.path("direction"), f"{start.file}: the direction of rotation is {start.direction}"
            hint = "exchange two phases behind the starter, then start again"
            wrong = start.direction == "wrong"
            yield (
                fail(start.object, message, path=path, source=SEEN, hint=hint)
                if wrong
                else passed(start.object, message, path=path, source=SEEN)
            )
        if feeder:
            yield from _currents(site, feeder, start)
            yield from _voltages(site, feeder, start)


def _currents(site: Site, feeder: Feeder, start: FirstStart) -> Iterator[Verdict]:
    motor = site.motor_of(feeder)
    for phase, current in start.running_current_a.items() if motor else ():
        what, path = f"{start.file}: the running current in {phase}", start.path("running_current_a", phase)
        hint = "the motor is overloaded, or a phase is missing: stop and find out"
        yield at_most(feeder, what, current, motor.rated_current_a if motor else 0, "A", path=path, hint=hint)


def _voltages(site: Site, feeder: Feeder, start: FirstStart) -> Iterator[Verdict]:
    starter = site.starter_of(feeder)
    least = starter.setting("undervoltage_v") if starter else None
    for key, what in _VOLTAGES.items():
        voltage = getattr(start, key)
        if isinstance(voltage, int | float) and isinstance(least, int | float):
            hint = "the starter trips there: look for the voltage drop, or let the motor start with less current"
            yield at_least(feeder, f"{start.file}: {what}", voltage, least, "V", path=start.path(key), hint=hint)
