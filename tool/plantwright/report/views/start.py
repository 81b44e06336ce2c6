"""The predicted start of a feeder's motor, in the words of the figures."""

from dataclasses import dataclass

from plantwright.physics import motor_start
from plantwright.report.figures.overload import PredictedStart
from plantwright.site.model import Feeder, Motor, Site, Starter


@dataclass(frozen=True, slots=True, kw_only=True)
class StartData:
    time_s: float
    peak_a: float
    curve: PredictedStart


def predicted_start(site: Site, feeder: Feeder) -> StartData | None:
    """Return the computed start at the declared current limit, None when an input is missing or the motor stalls."""
    motor, starter = site.motor_of(feeder), site.starter_of(feeder)
    if motor is None or starter is None or not starter.rated_current_a:
        return None
    start = _start(motor, starter)
    if start is None or start.time_s is None:
        return None
    scale = motor.rated_current_a / starter.rated_current_a
    samples = tuple((time, current * scale) for time, current in start.samples)
    return StartData(
        time_s=start.time_s,
        peak_a=start.peak_current_ratio * motor.rated_current_a,
        curve=PredictedStart(time_s=start.time_s, samples=samples),
    )


def _start(motor: Motor, starter: Starter) -> motor_start.Start | None:
    load, limit = motor.load, starter.setting("current_limit_percent")
    ratios = (motor.locked_rotor_torque_ratio, motor.breakdown_torque_ratio, motor.locked_rotor_current_ratio)
    speeds = (motor.rated_speed_rpm, motor.synchronous_speed_rpm)
    if load is None or not isinstance(limit, int | float) or None in (*ratios, *speeds, motor.moment_of_inertia_kgm2,
                                                                       load.rated_torque_nm, load.moment_of_inertia_kgm2):  # fmt: skip
        return None
    return motor_start.start(
        motor_start.Motor(
            rated_power_kw=motor.rated_power_kw, rated_speed_rpm=speeds[0], synchronous_speed_rpm=speeds[1],
            locked_rotor_torque_ratio=ratios[0], breakdown_torque_ratio=ratios[1], locked_rotor_current_ratio=ratios[2],
        ),
        motor_start.Load(kind=load.kind, rated_torque_nm=load.rated_torque_nm, moment_of_inertia_kgm2=load.moment_of_inertia_kgm2,
                         breakaway_torque_nm=load.breakaway_torque_nm or 0),
        motor_start.Control(current_limit_ratio=limit / 100),
        motor_inertia_kgm2=motor.moment_of_inertia_kgm2,
    )  # fmt: skip
