"""CUR042: a measurement has to show frequencies for which the transducer has no stated accuracy."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, at_most, not_applicable, not_checked
from plantwright.site.model import Site


@rule(
    id="CUR042",
    severity=ERROR,
    title="Frequency above the range of the transducer",
    source=Source(document="PCT1200 user manual", clause="5.3, 5.4", lines="278, 319"),
    refs=("ZES-043", "ZES-044"),
    mend="measure no higher than the accuracy is stated for, or take the readings above as an indication",
    bad={"sensors.CT101.highest_frequency_hz": 350000},
)
def frequency_without_accuracy(site: Site) -> Iterator[Verdict]:
    """Above 300 kHz a reading has no stated error, and from 400 kHz on a third of the signal is lost."""
    for sensor in site.sensors.values():
        limit, bandwidth = (most(rating(sensor.type, name)) for name in ("accuracy_frequency_hz", "bandwidth_hz"))
        if sensor.highest_frequency_hz is None:
            yield not_applicable(sensor, "no frequency is stated that the measurement has to show")
        elif limit is None:
            yield not_checked(sensor, f"ratings.accuracy_frequency_hz of the device type {sensor.type.type}")
        else:
            what, path = "highest frequency to be measured", sensor.path("highest_frequency_hz")
            hint = f"take what lies above {amount(limit, 'Hz')} as an indication; −3 dB is at {amount(bandwidth, 'Hz')}"
            yield at_most(sensor, what, sensor.highest_frequency_hz, limit, "Hz", path=path, hint=hint)
