"""INS046: a measurement takes longer than the motor stands still."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.members import probes_by_monitor
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.rules.starting import pause_s
from plantwright.site.model import Number, Probe, Site

WAITS = ("motor_stop_wait_s", "stabilise_wait_s")


@rule(
    id="INS046",
    severity=WARNING,
    title="Measurement longer than the pause between starts",
    source=Source(
        document="K7GE-MG datasheet", clause="Settings; the times of the channels add up", lines="36, 317-319"
    ),
    refs=("X-041", "K7-076", "K7-079"),
    mend="lengthen the pauses between the starts, or set a shorter measurement",
    bad={"motors.M101.starts_per_hour": 30},
)
def measurement_longer_than_pause(site: Site) -> Iterator[Verdict]:
    """A start breaks the measurement off; where the pauses are too short there is never a reading."""
    probes = probes_by_monitor(site)
    for monitor in site.monitors.values():
        wait, settle = map(monitor.setting, WAITS)
        starts = _starts_per_hour(site, probes.get(monitor.tag, ()))
        if not starts:
            yield not_applicable(monitor, "no probe of this monitor is connected")
        elif missing := [f"motors.{tag}.starts_per_hour" for tag, number in starts.items() if number is None]:
            yield not_checked(monitor, *missing)
        elif not isinstance(wait, int | float) or not isinstance(settle, int | float):
            unknown = [name for name, value in zip(WAITS, (wait, settle), strict=True) if value is None]
            yield not_checked(monitor, *(f"monitors.{monitor.tag}.parameters.{name}" for name in unknown or WAITS))
        else:
            busiest = max(starts, key=lambda tag: starts[tag] or 0)
            needed, pause = wait + settle * len(starts), pause_s(starts[busiest] or 0)
            what, path = f"shortest measurement (pauses of {busiest})", monitor.path("parameters", "stabilise_wait_s")
            yield at_most(monitor, what, needed, pause, "s", path=path)


def _starts_per_hour(site: Site, probes: tuple[Probe, ...]) -> dict[str, Number | None]:
    """Return motor -> starts an hour for the motors the probes of a monitor watch."""
    feeders = [site.feeders[probe.feeder] for probe in probes if probe.feeder in site.feeders]
    motors = [motor for feeder in feeders if (motor := site.motor_of(feeder))]
    return {motor.tag: motor.starts_per_hour for motor in motors}
