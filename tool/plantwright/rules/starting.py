"""How a motor of the site starts: the current it draws, and the computed run-up behind its soft starter."""

from collections.abc import Mapping
from functools import lru_cache

from plantwright.findings.verdict import Path
from plantwright.frozen import dataclass
from plantwright.physics import motor_start
from plantwright.rules.once import once
from plantwright.site.model import Load, Motor, Number, Sensor, Site, Starter

HOUR_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCurrent:
    """The rms current of a start, `how` it came about and the `path` of what sets it; or the keys that are missing."""

    rms_a: float = 0.0
    how: str = ""
    path: Path = ()
    missing: tuple[str, ...] = ()


def sensed_start_current(site: Site, sensor: Sensor) -> StartCurrent:
    """Return the starting current through a transducer."""
    feeder = site.feeders.get(sensor.feeder)
    motor = site.motor_of(feeder) if feeder else None
    if feeder is None or motor is None:
        return StartCurrent(missing=(f"a motor in feeders.{sensor.feeder}.path",))
    return start_current(motor, site.starter_of(feeder))


@once
def sensed_start_currents(site: Site) -> Mapping[str, StartCurrent]:
    """Return transducer -> the starting current through it."""
    return {tag: sensed_start_current(site, sensor) for tag, sensor in site.sensors.items()}


def start_current(motor: Motor, starter: Starter | None) -> StartCurrent:
    """Return motor current x current limit; without a limit, or without a starter, the locked-rotor current."""
    ratio = motor.locked_rotor_current_ratio
    if starter and starter.setting("start_mode") == "current-limit":
        limit, path = starter.setting("current_limit_percent"), starter.path("parameters", "current_limit_percent")
        if not isinstance(limit, int | float):
            return StartCurrent(missing=(f"starters.{starter.tag}.parameters.current_limit_percent",))
        if ratio is None or limit <= ratio * 100:
            how = f"{limit} % of {motor.rated_current_a} A"
            return StartCurrent(rms_a=motor.rated_current_a * limit / 100, how=how, path=path)
    if ratio is None:
        return StartCurrent(missing=(f"motors.{motor.tag}.locked_rotor_current_ratio",))
    how, path = f"locked rotor, {ratio} x {motor.rated_current_a} A", motor.path("locked_rotor_current_ratio")
    return StartCurrent(rms_a=motor.rated_current_a * ratio, how=how, path=path)


def pause_s(starts_per_hour: Number) -> float:
    """Return the time between two starts that share out an hour evenly, that of an hour where there are fewer."""
    return HOUR_S / max(starts_per_hour, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """A computed start, or why there is none: `missing` keys, or `why` it does not apply."""

    start: motor_start.Start | None = None
    missing: tuple[str, ...] = ()
    why: str = ""


@once
def predictions(site: Site) -> Mapping[tuple[str, str], Prediction]:
    """Return motor and starter of a feeder -> the predicted start."""
    drives = [(site.motor_of(feeder), site.starter_of(feeder)) for feeder in site.feeders.values()]
    return {(motor.tag, starter.tag): predicted(motor, starter) for motor, starter in drives if motor and starter}


def predicted(motor: Motor, starter: Starter) -> Prediction:
    """Return the start of a motor behind its starter: as stated by `start_time_s`, else computed."""
    if starter.setting("start_mode") == "jog":
        return Prediction(why="a jog does not bring the motor up to speed")
    return _computed(motor, starter) if motor.start_time_s is None else _stated(motor, starter, motor.start_time_s)


def _stated(motor: Motor, starter: Starter, time_s: Number) -> Prediction:
    """Return a start of a stated time, with its highest current all the while."""
    current = start_current(motor, starter)
    if current.missing:
        return Prediction(missing=current.missing)
    ratio = current.rms_a / motor.rated_current_a
    samples = ((0.0, ratio), (float(time_s), ratio))
    start = motor_start.Start(time_s=time_s, peak_current_ratio=ratio, heating_s=ratio**2 * time_s, samples=samples)
    return Prediction(start=start)


def _computed(motor: Motor, starter: Starter) -> Prediction:
    control, missing = _control(starter)
    missing += missing_data(motor)
    if missing or control is None:
        return Prediction(missing=missing)
    fault = contradiction(motor)
    return Prediction(why=fault) if fault else Prediction(start=_start(motor, control))


def missing_data(motor: Motor) -> tuple[str, ...]:
    """Return the keys without which neither a start nor a stop of a motor can be computed."""
    own = ("rated_speed_rpm", "synchronous_speed_rpm", "locked_rotor_current_ratio", "locked_rotor_torque_ratio",
           "breakdown_torque_ratio", "moment_of_inertia_kgm2")  # fmt: skip
    of_load = ("rated_torque_nm", "breakaway_torque_nm", "moment_of_inertia_kgm2")
    absent = [key for key in own if getattr(motor, key) is None]
    absent += [f"load.{key}" for key in of_load if getattr(motor.load, key, None) is None]
    return tuple(f"motors.{motor.tag}.{key}" for key in absent)


def contradiction(motor: Motor) -> str:
    """Return what on a nameplate cannot be, "" when all is well."""
    rated, synchronous = motor.rated_speed_rpm or 0, motor.synchronous_speed_rpm or 0
    if not 0 < rated < synchronous:
        return f"motors.{motor.tag}: the rated speed {rated} rpm is not below the synchronous speed {synchronous} rpm"
    if (motor.breakdown_torque_ratio or 0) <= 1:
        return f"motors.{motor.tag}: a breakdown torque ratio of {motor.breakdown_torque_ratio} is not above 1"
    if not 1 < (motor.locked_rotor_current_ratio or 0) < 1 / (1 - rated / synchronous):
        ratio = motor.locked_rotor_current_ratio
        return f"motors.{motor.tag}: a locked-rotor current ratio of {ratio} does not fit the rated slip"
    return ""


def _control(starter: Starter) -> tuple[motor_start.Control | None, tuple[str, ...]]:
    """Return what the starter does to the voltage, or the settings that are missing."""
    names = {
        "current-limit": ("current_limit_percent",),
        "voltage-ramp": ("ramp_start_voltage_percent", "ramp_time_s"),
        "kick-and-ramp": ("ramp_start_voltage_percent", "ramp_time_s", "kick_voltage_percent", "kick_time_ms"),
    }
    mode = starter.setting("start_mode")
    if mode not in names:
        return None, (f"starters.{starter.tag}.parameters.start_mode",)
    settings = {name: starter.setting(name) for name in names[str(mode)]}
    missing = tuple(
        f"starters.{starter.tag}.parameters.{name}"
        for name, value in settings.items()
        if not isinstance(value, int | float)
    )
    numbers = {name: float(value) for name, value in settings.items() if isinstance(value, int | float)}
    return (None if missing else _voltage(numbers)), missing


def _voltage(settings: dict[str, float]) -> motor_start.Control:
    if "current_limit_percent" in settings:
        return motor_start.Control(current_limit_ratio=settings["current_limit_percent"] / 100)
    return motor_start.Control(
        start_voltage_ratio=settings["ramp_start_voltage_percent"] / 100,
        ramp_time_s=settings["ramp_time_s"],
        kick_voltage_ratio=settings.get("kick_voltage_percent", 0) / 100,
        kick_time_s=settings.get("kick_time_ms", 0) / 1000,
    )


def _start(motor: Motor, control: motor_start.Control) -> motor_start.Start:
    return _run_up(machine(motor), driven(motor), control, known(motor.moment_of_inertia_kgm2))


def machine(motor: Motor) -> motor_start.Motor:
    """Return a motor as the calculations take it; `missing_data` found it complete."""
    return motor_start.Motor(
        rated_power_kw=motor.rated_power_kw,
        rated_speed_rpm=known(motor.rated_speed_rpm),
        synchronous_speed_rpm=known(motor.synchronous_speed_rpm),
        locked_rotor_torque_ratio=known(motor.locked_rotor_torque_ratio),
        breakdown_torque_ratio=known(motor.breakdown_torque_ratio),
        locked_rotor_current_ratio=known(motor.locked_rotor_current_ratio),
    )


def driven(motor: Motor) -> motor_start.Load:
    """Return the load of a motor as the calculations take it."""
    load = motor.load or Load(kind="constant")
    return motor_start.Load(
        kind=load.kind,
        rated_torque_nm=known(load.rated_torque_nm),
        breakaway_torque_nm=load.breakaway_torque_nm or 0,
        moment_of_inertia_kgm2=known(load.moment_of_inertia_kgm2),
    )


@lru_cache(maxsize=4096)
def _run_up(
    machine: motor_start.Motor, load: motor_start.Load, control: motor_start.Control, inertia_kgm2: float
) -> motor_start.Start:
    """Compute a start once for all rules, and once for all motors alike."""
    return motor_start.start(machine, load, control, motor_inertia_kgm2=inertia_kgm2)


def known(value: Number | None) -> float:
    """Return a value that `missing_data` found to be stated."""
    if value is None:
        raise ValueError("a value is missing that was checked before")
    return float(value)
