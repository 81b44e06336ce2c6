"""PRO022: a fuse stands in the secondary circuit of a current transducer."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site


@rule(
    id="PRO022",
    severity=ERROR,
    title="Fuse in the secondary of a transducer",
    source=Source(document="PCT1200 user manual", clause="2.2", lines="187, 191"),
    refs=("ZES-022", "ZES-024"),
    mend="remove the fuse",
    bad={"sensors.CT101.secondary_fuse": "F111"},
    waivable=False,
)
def fuse_in_sensor_secondary(site: Site) -> Iterator[Verdict]:
    """When the fuse blows, the secondary opens under primary current."""
    for sensor in site.sensors.values():
        path = sensor.path("secondary_fuse")
        if sensor.secondary_fuse:
            message = f"fuse {sensor.secondary_fuse} stands in its secondary circuit; none is allowed"
            yield fail(sensor, message, path=path, value=sensor.secondary_fuse)
        else:
            yield passed(sensor, "no fuse in its secondary circuit")
