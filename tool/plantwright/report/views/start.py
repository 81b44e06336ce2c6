"""The predicted start of a feeder's motor, in the words of the figures."""

from dataclasses import dataclass

from plantwright.report.figures.overload import PredictedStart
from plantwright.rules.starting import predicted
from plantwright.site.model import Feeder, Site


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
