"""CUR058: what hangs on the status output of a transducer is too much for its open collector."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.model import Number, Sensor, Site

STATED = {
    "current_ma": ("status_current_ma", "current through the status output", "mA"),
    "voltage_v": ("status_forward_voltage_v", "voltage across the open status output", "V"),
    "reverse_voltage_v": ("status_reverse_voltage_v", "reverse voltage at the status output", "V"),
}
"""Key of `status_output` -> rating of the device type, what it is, unit."""


@rule(
    id="CUR058",
    severity=ERROR,
    title="Status output of a transducer overloaded",
    source=Source(document="PCT1200 user manual", clause="5.6", lines="352"),
    refs=("ZES-056",),
    mend="put a relay or an optocoupler of less current between, from pin 8 to pin 3",
    good={"sensors.CT101.status_output": {"voltage_v": 24, "current_ma": 5, "reverse_voltage_v": 0}},
    bad={"sensors.CT101.status_output.current_ma": 20},
)
def status_output_overloaded(site: Site) -> Iterator[Verdict]:
    """An overloaded output may stay closed: it then says that the transducer is ready when it is not."""
    for sensor in site.sensors.values():
        if sensor.status_output is None:
            yield not_applicable(sensor, "nothing is stated on its status output (status_output)")
        else:
            yield from (_verdict(sensor, key, getattr(sensor.status_output, key)) for key in STATED)


def _verdict(sensor: Sensor, key: str, value: Number | None) -> Verdict:
    (name, what, unit), path = STATED[key], sensor.path("status_output", key)
    fact = rating(sensor.type, name)
    limit = most(fact)
    if value is None:
        return not_checked(sensor, f"sensors.{sensor.tag}.status_output.{key}")
    if fact is None or limit is None:
        return not_checked(sensor, absent(sensor.type, name))
    return at_most(sensor, what, value, limit, unit, path=path, source=fact.source)
