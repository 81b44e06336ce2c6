"""STA042: a soft stop is over while the motor would still be coasting."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.motor_stop import Stop
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.members import drives
from plantwright.rules.say import amount, at_least, not_applicable, not_checked
from plantwright.rules.stopping import soft_stop_time_s, stopping
from plantwright.site.model import Motor, Number, Site, Starter


@rule(
    id="STA042",
    severity=WARNING,
    title="Soft stop shorter than coasting",
    source=Source(
        document="CLR8G operating manual",
        clause="5.2.2; that a soft stop must outlast coasting is plantwright's",
        lines="262-266",
    ),
    refs=("CLR-043", "CLR-044"),
    mend="set a longer time, or stop freely",
    bad={"starters.SS101.parameters.soft_stop_time_s": 5},
)
def soft_stop_shorter_than_coasting(site: Site) -> Iterator[Verdict]:
    """A soft stop lets the motor drive its load while the voltage falls. A load that coasts longer needs no driving.

    The stated coasting time counts, else the computed one. Besides, the computed stop is told: time and current.
    """
    driven_by = drives(site)
    for starter in site.starters.values():
        driven = driven_by.get(starter.tag)
        if driven is None:
            yield not_applicable(starter, "no feeder with a motor contains it")
        elif starter.setting("stop_mode") != "soft":
            yield not_applicable(starter, f"stop mode is {starter.setting('stop_mode')}")
        elif soft_stop_time_s(starter) is None:
            yield not_checked(starter, f"starters.{starter.tag}.parameters.soft_stop_time_s")
        else:
            yield _verdict(starter, driven[1])


def _verdict(starter: Starter, motor: Motor) -> Verdict:
    if motor.coast_down_time_s is not None:
        return _compared(starter, motor, motor.coast_down_time_s, "stated")
    found = stopping(motor, starter)
    if found.coasting is None:
        return not_checked(starter, f"motors.{motor.tag}.coast_down_time_s", *found.missing, why=found.why)
    if found.coasting.time_s is None:
        return not_checked(starter, f"motors.{motor.tag}.coast_down_time_s", why=f"{motor.tag} coasts without end")
    return _compared(starter, motor, found.coasting.time_s, "computed")


def _compared(starter: Starter, motor: Motor, coasting_s: Number, how: str) -> Verdict:
    def what() -> str:
        told = _told(stopping(motor, starter).soft)
        return f"soft-stop time ({motor.tag} coasts for {amount(coasting_s, 's')}, {how}{told})"

    path, hint = starter.path("parameters", "soft_stop_time_s"), "set a longer time, or stop freely"
    return at_least(starter, what, soft_stop_time_s(starter) or 0, coasting_s, "s", path=path, hint=hint)


def _told(soft: Stop | None) -> str:
    """Return the computed soft stop in words, empty when there is none."""
    if soft is None:
        return ""
    stands = "it turns on without end" if soft.time_s is None else f"it stands after {soft.time_s:.1f} s"
    current = f"{soft.peak_current_ratio:.1f} x rated current"
    return f"; computed without friction and for an even fall of the voltage {stands}, at up to {current}"
