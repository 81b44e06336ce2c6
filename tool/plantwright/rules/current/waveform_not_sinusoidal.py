"""CUR055: readings are taken of a wave form for which a transducer has no stated accuracy."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Site

SINE = "sinusoidal"


@rule(
    id="CUR055",
    severity=WARNING,
    title="Reading of a current that is no sine",
    source=Source(document="PCT1200 user manual", clause="5.4", lines="311"),
    refs=("ZES-051",),
    mend="take the readings that count at full speed; take those of the start as an indication",
    bad={"sensors.CT101.waveform": "phase-controlled"},
)
def waveform_not_sinusoidal(site: Site) -> Iterator[Verdict]:
    """The error is stated for a sine; while a soft starter starts the current is cut: a reading is an indication."""
    for sensor in site.sensors.values():
        path = sensor.path("waveform")
        if not sensor.waveform:
            yield not_checked(sensor, f"sensors.{sensor.tag}.waveform")
        elif sensor.waveform == SINE:
            yield passed(sensor, "its readings are of a sine", path=path, value=sensor.waveform)
        else:
            message = f"its readings are of a {sensor.waveform} current, the accuracy is stated for a sine"
            hint = "take the readings that count at full speed; take those of the start as an indication"
            yield fail(sensor, message, path=path, value=sensor.waveform, limit=SINE, hint=hint)
