"""CUR030: a transducer and its connection cable do not belong together."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import equal, not_applicable, not_checked
from plantwright.site.model import Sensor, Site

METER_CABLES = "LMG600"  # cables that end here hold the adjustment data of their transducer


@rule(
    id="CUR030",
    severity=ERROR,
    title="Serial numbers of transducer and cable differ",
    source=Source(document="PCT1200 user manual", clause="5.7, 5.10.3", lines="362, 419"),
    refs=("ZES-062",),
    mend="fit the cable that was delivered with the transducer, or have both calibrated together",
    bad={"sensors.CT101.cable.serial": "EX-PCT-0499"},
)
def serial_numbers_differ(site: Site) -> Iterator[Verdict]:
    """The plug holds the adjustment data of one transducer; with another the meter reads wrong and does not notice."""
    for sensor in site.sensors.values():
        cable, path = sensor.cable, sensor.path("cable", "serial")
        missing = [
            key
            for key, value in (("serial", sensor.serial), ("cable.serial", cable.serial if cable else ""))
            if not value
        ]
        if cable and not _adjusted(sensor):
            yield not_applicable(
                sensor, f"cable {cable.model} holds no adjustment data", path=sensor.path("cable", "model")
            )
        elif missing:
            yield not_checked(sensor, *(f"sensors.{sensor.tag}.{key}" for key in missing))
        else:
            serial = cable.serial if cable else ""
            yield equal(
                sensor, "serial number of the cable", serial, sensor.serial, path=path, of=f"that of {sensor.tag}"
            )


def _adjusted(sensor: Sensor) -> bool:
    cables = sensor.type.tables.get("cables")
    row = cables.rows.get(sensor.cable.model) if cables and sensor.cable else None
    return cables is None or row is None or row[cables.columns.index("connects_to")] == METER_CABLES
