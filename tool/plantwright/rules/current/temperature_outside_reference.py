"""CUR054: readings are taken at a temperature for which a transducer has no stated accuracy."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.current.accuracy import Temperatures, largest_drift_a
from plantwright.rules.current.around_transducer import each_temperature
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import amount
from plantwright.site.model import Sensor, Site

REFERENCE = "accuracy_ambient_c"


@rule(
    id="CUR054",
    severity=WARNING,
    title="Reading outside the reference temperature of the transducer",
    source=Source(document="PCT1200 user manual", clause="5.3, 5.4", lines="279, 311"),
    refs=("ZES-051", "ZES-054", "X-033"),
    mend="take the readings that count at the reference temperature",
    bad={"sensors.CT101.measuring_max_c": 30},
)
def temperature_outside_reference(site: Site) -> Iterator[Verdict]:
    """The error of a transducer is stated for 23 °C and 3 K around it; elsewhere only the drift of its zero is known.

    The temperature while readings are taken counts, where the site states it, else that of the location.
    """
    return each_temperature(site, REFERENCE, _told, hint="take the readings that count at the reference temperature")


def _told(sensor: Sensor, found: Temperatures) -> str:
    drift = largest_drift_a(sensor, found)
    told = "" if drift is None else f" (drift of the zero up to {amount(drift * 1000, 'mA')})"
    return f"temperature while it measures{told}"
