"""How a motor of the site stops behind its soft starter, and how it coasts without it."""

from functools import lru_cache

from plantwright.frozen import dataclass
from plantwright.physics import motor_start, motor_stop
from plantwright.rules.starting import contradiction, driven, known, machine, missing_data
from plantwright.site.model import Motor, Starter


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping:
    """A computed soft stop and the coasting it replaces, or why there is none: `missing` keys, or `why`."""

    soft: motor_stop.Stop | None = None
    coasting: motor_stop.Stop | None = None
    missing: tuple[str, ...] = ()
    why: str = ""


def soft_stop_time_s(starter: Starter) -> float | None:
    """Return the time of the soft stop of a starter, None when it stops freely or no time is set."""
    time_s = starter.setting("soft_stop_time_s")
    return float(time_s) if starter.setting("stop_mode") == "soft" and isinstance(time_s, int | float) else None


def stopping(motor: Motor, starter: Starter) -> Stopping:
    """Return how a motor stops; the voltage is taken to fall evenly to nothing, as the manual prints no shape."""
    ramp_time_s, missing, fault = soft_stop_time_s(starter), missing_data(motor), contradiction(motor)
    if ramp_time_s is None:
        return Stopping(why="there is no soft stop")
    if missing or fault:
        return Stopping(missing=missing, why="" if missing else fault)
    soft, coasting = (
        _run_down(machine(motor), driven(motor), each, known(motor.moment_of_inertia_kgm2))
        for each in (ramp_time_s, 0.0)
    )
    return Stopping(soft=soft, coasting=coasting)


@lru_cache(maxsize=4096)
def _run_down(
    motor: motor_start.Motor, load: motor_start.Load, ramp_time_s: float, inertia_kgm2: float
) -> motor_stop.Stop:
    """Compute a stop once for all rules, and once for all motors alike."""
    return motor_stop.stop(motor, load, ramp_time_s=ramp_time_s, motor_inertia_kgm2=inertia_kgm2)
