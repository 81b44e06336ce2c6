"""INS020: the insulation monitor may begin to measure while the motor still turns."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import probes_by_monitor
from plantwright.rules.say import at_least, not_applicable, not_checked
from plantwright.site.model import Probe, Site, Starter


@rule(
    id="INS020",
    severity=ERROR,
    title="Motor stop wait shorter than stopping takes",
    source=Source(document="K7GE-MG datasheet", clause="Setting items", lines="317"),
    refs=("K7-074", "X-005", "X-006"),
    mend="raise motor_stop_wait_s",
    bad={"monitors.IM1.parameters.motor_stop_wait_s": 44},
)
def motor_stop_wait_too_short(site: Site) -> Iterator[Verdict]:
    """The motor must stand still before 50 V DC is applied: soft stop and coast-down both take their time."""
    probes = probes_by_monitor(site)
    for monitor in site.monitors.values():
        wait, path = monitor.setting("motor_stop_wait_s"), monitor.path("parameters", "motor_stop_wait_s")
        stopping, missing = stopping_times_s(site, probes.get(monitor.tag, ()))
        if missing:
            yield not_checked(monitor, *missing, path=path)
        elif not isinstance(wait, int | float):
            yield not_checked(monitor, f"monitors.{monitor.tag}.parameters.motor_stop_wait_s", path=path)
        elif not stopping:
            yield not_applicable(monitor, "no probe of this monitor is connected")
        else:
            feeder = max(stopping, key=lambda tag: stopping[tag])
            what = f"motor stop wait (feeder {feeder} takes longest to stop)"
            yield at_least(monitor, what, wait, stopping[feeder], "s", path=path)


def stopping_times_s(site: Site, probes: tuple[Probe, ...]) -> tuple[dict[str, float], list[str]]:
    """Return the time to standstill by feeder, and the keys that are missing."""
    times: dict[str, float] = {}
    missing: list[str] = []
    for probe in probes:
        feeder = site.feeders.get(probe.feeder)
        motor = site.motor_of(feeder) if feeder else None
        if feeder is None or motor is None:
            missing.append(f"a motor in feeders.{probe.feeder}.path")
        elif motor.coast_down_time_s is None:
            missing.append(f"motors.{motor.tag}.coast_down_time_s")
        else:
            times[feeder.tag] = _soft_stop_s(site.starter_of(feeder)) + motor.coast_down_time_s
    return times, missing


def _soft_stop_s(starter: Starter | None) -> float:
    time_s = starter.setting("soft_stop_time_s") if starter and starter.setting("stop_mode") == "soft" else 0
    return time_s if isinstance(time_s, int | float) else 0
