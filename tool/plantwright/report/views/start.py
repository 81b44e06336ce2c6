"""The start of a feeder's motor, predicted and measured, in the words of the figures."""

from dataclasses import dataclass

from plantwright.report.figures.drawing import Figure
from plantwright.report.figures.overload import PredictedStart
from plantwright.report.figures.start_curve import Start, start_curve
from plantwright.report.language import text
from plantwright.report.text import SITE_FILES, joined
from plantwright.report.views.dossier import Dossier
from plantwright.rules.starting import predicted
from plantwright.site.model import Feeder, Motor, Site, Starter
from plantwright.site.records import FirstStart, of_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class StartData:
    time_s: float
    peak_a: float
    curve: PredictedStart


def predicted_start(site: Site, feeder: Feeder) -> StartData | None:
    """Return the start that the checks reckon with, None when an input is missing or the motor stalls.

    The overload curve counts in multiples of the motor's rated current, which the starter is set to (F2.01).
    """
    motor, starter = site.motor_of(feeder), site.starter_of(feeder)
    if motor is None or starter is None:
        return None
    start = predicted(motor, starter).start
    if start is None or start.time_s is None:
        return None
    return StartData(
        time_s=start.time_s,
        peak_a=start.peak_current_ratio * motor.rated_current_a,
        curve=PredictedStart(time_s=start.time_s, samples=start.samples),
    )


def start_figure(dossier: Dossier, feeder: Feeder) -> Figure | None:
    """Return the newest first start over its prediction, None when there is neither."""
    site = dossier.site
    motor, start = site.motor_of(feeder), predicted_start(site, feeder)
    found = [each for each in of_kind(dossier.records, FirstStart) if each.object == feeder.tag]
    if motor is None or not (start or found):
        return None
    record, rated = found[-1] if found else None, motor.rated_current_a
    return start_curve(
        Start(
            feeder=feeder.tag,
            rated_current_a=rated,
            predicted=tuple((time, ratio * rated) for time, ratio in start.curve.samples) if start else (),
            highest_a=dict(record.highest_current_a) if record else {},
            start_time_s=record.start_time_s if record else None,
            time_to_bypass_s=record.time_to_bypass_s if record else None,
            limit_a=limit_a(motor, site.starter_of(feeder)),
            source=joined(
                text("record {file}", file=record.file) if record else "",
                text("prediction reckoned from the site files") if start else SITE_FILES,
                by="; ",
            ),
        )
    )


def limit_a(motor: Motor, starter: Starter | None) -> float | None:
    """Return the set current limit, None where the starter does not start by one."""
    if starter is None or starter.setting("start_mode") != "current-limit":
        return None
    limit = starter.setting("current_limit_percent")
    return motor.rated_current_a * limit / 100 if isinstance(limit, int | float) else None
