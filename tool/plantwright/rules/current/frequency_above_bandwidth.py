"""CUR057: a measurement has to show frequencies that lie above the bandwidth of its transducer."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, most, rating
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.model import Site


@rule(
    id="CUR057",
    severity=WARNING,
    title="Frequency above the bandwidth of the transducer",
    source=Source(document="PCT1200 user manual", clause="5.3", lines="278"),
    refs=("ZES-043",),
    mend="measure with a transducer of a larger bandwidth, or leave out what lies above",
    bad={"sensors.CT101.highest_frequency_hz": 450000},
)
def frequency_above_bandwidth(site: Site) -> Iterator[Verdict]:
    """At the end of the bandwidth a small signal is 3 dB down; what lies above is not even an indication (CUR042)."""
    for sensor in site.sensors.values():
        limit, path = most(rating(sensor.type, "bandwidth_hz")), sensor.path("highest_frequency_hz")
        if sensor.highest_frequency_hz is None:
            yield not_applicable(sensor, "no frequency is stated that the measurement has to show")
        elif limit is None:
            yield not_checked(sensor, absent(sensor.type, "bandwidth_hz"))
        else:
            what = "highest frequency to be measured, against the bandwidth (−3 dB),"
            yield at_most(sensor, what, sensor.highest_frequency_hz, limit, "Hz", path=path)
