"""CUR053: the calibration of a transducer is older than its accuracy is stated for."""

import datetime
from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, most, rating
from plantwright.rules.frame import WARNING, Review, rule
from plantwright.rules.say import at_most, not_checked
from plantwright.site.model import Sensor, Site


@rule(
    id="CUR053",
    severity=WARNING,
    title="Calibration of a transducer out of date",
    source=Source(document="PCT1200 user manual", clause="5.4", lines="311"),
    refs=("ZES-051",),
    mend="have the transducer calibrated together with its cable",
    bad={"sensors.CT101.calibration_date": "2024-02-29"},
    waivable=False,
    reviews=True,
)
def calibration_out_of_date(site: Site, review: Review) -> Iterator[Verdict]:
    """The error of a transducer is stated for one year after its calibration; nobody says what it is later."""
    for sensor in site.sensors.values():
        limit = most(rating(sensor.type, "calibration_interval_days"))
        if not sensor.calibration_date:
            yield not_checked(sensor, f"sensors.{sensor.tag}.calibration_date")
        elif limit is None:
            yield not_checked(sensor, absent(sensor.type, "calibration_interval_days"))
        else:
            yield _verdict(sensor, datetime.date.fromisoformat(sensor.calibration_date), limit, review.today)


def _verdict(sensor: Sensor, calibrated: datetime.date, limit: float, today: datetime.date) -> Verdict:
    path, age = sensor.path("calibration_date"), (today - calibrated).days
    if age < 0:
        return not_checked(sensor, why=f"the calibration of {calibrated} lies in the future", path=path)
    hint = "have the transducer calibrated together with its cable"
    return at_most(sensor, f"age of the calibration of {calibrated}", age, limit, "d", path=path, hint=hint)
