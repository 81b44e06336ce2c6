"""CUR059: a start drives more current through a transducer than it bears without supply, and nothing blocks it."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, most, rating
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import amount, at_most, not_checked, passed
from plantwright.rules.starting import StartCurrent, sensed_start_currents
from plantwright.site.model import Number, Sensor, Site

INTERLOCK = "sensor-ready"


@rule(
    id="CUR059",
    severity=WARNING,
    title="Start possible without supply of the transducer",
    source=Source(document="PCT1200 user manual", clause="5.8; 5.9", lines="368-373, 377-384"),
    refs=("ZES-064", "ZES-063", "X-027"),
    mend="block the start by the status of the transducer: wire it into the start chain and state `sensor-ready`",
    bad={"feeders.P301.interlocks": ["measurement-in-progress", "insulation-alarm-2", "emergency-stop"]},
)
def start_without_sensor_supply(site: Site) -> Iterator[Verdict]:
    """Without supply a transducer bears its nominal current; a start with more needs an interlock by wiring."""
    sensed = sensed_start_currents(site)
    for sensor in site.sensors.values():
        current, limit = sensed[sensor.tag], most(rating(sensor.type, "unpowered_current_a"))
        feeder = site.feeders.get(sensor.feeder)
        if feeder is None or current.missing:
            yield not_checked(sensor, *current.missing)
        elif limit is None:
            yield not_checked(sensor, absent(sensor.type, "unpowered_current_a"))
        elif not feeder.interlocks and current.rms_a > limit:
            yield not_checked(sensor, f"feeders.{feeder.tag}.interlocks")
        else:
            yield _verdict(sensor, current, limit, blocked=INTERLOCK in feeder.interlocks)


def _verdict(sensor: Sensor, current: StartCurrent, limit_a: Number, *, blocked: bool) -> Verdict:
    if blocked and current.rms_a > limit_a:
        message = (
            f"{INTERLOCK} blocks a start; it draws {amount(current.rms_a, 'A')}, {amount(limit_a, 'A')} without supply"
        )
        return passed(sensor, message, value=current.rms_a, limit=limit_a, unit="A", path=current.path)
    what = f"starting current ({current.how}) that may flow while the transducer has no supply"
    return at_most(sensor, what, current.rms_a, limit_a, "A", path=current.path)
