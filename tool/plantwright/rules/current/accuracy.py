"""The error of a current reading at the rated current of a motor: transducer, temperature, place and meter."""

from plantwright.frozen import dataclass
from plantwright.physics.current_chain import (
    Coefficients,
    Errors,
    Range,
    drift_a,
    meter_error_a,
    percent_of_reading,
    phase_error_deg,
    position_error_a,
    transducer_error_a,
)
from plantwright.rules.current.ranges import bands
from plantwright.rules.facts import most, rating
from plantwright.rules.say import amount
from plantwright.site.catalog import Fact
from plantwright.site.model import Meter, Number, Sensor, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Temperatures:
    """The temperature around a transducer while readings are taken, or the keys that are missing."""

    min_c: Number = 0
    max_c: Number = 0
    missing: tuple[str, ...] = ()


def temperatures(site: Site, sensor: Sensor) -> Temperatures:
    """Return what the sensor states of its readings, else the ambient of its location."""
    place = site.locations.get(sensor.location)
    low = sensor.measuring_min_c if sensor.measuring_min_c is not None else place.ambient_min_c if place else None
    high = sensor.measuring_max_c if sensor.measuring_max_c is not None else place.ambient_max_c if place else None
    if low is None or high is None:
        names = [name for name, value in (("measuring_min_c", low), ("measuring_max_c", high)) if value is None]
        return Temperatures(missing=tuple(f"sensors.{sensor.tag}.{name}" for name in names))
    return Temperatures(min_c=low, max_c=high)


def largest_drift_a(sensor: Sensor, found: Temperatures) -> float | None:
    """Return the drift at the end farther from the middle of the reference range, None where nothing is stated."""
    reference, peak_a = sensor.type.environment.get("accuracy_ambient_c"), rating(sensor.type, "max_current_peak_a")
    ppm, limit = most(rating(sensor.type, "offset_drift_ppm_per_k")), most(peak_a)
    middle_c = _middle(reference)
    if ppm is None or limit is None or middle_c is None or found.missing:
        return None
    return drift_a(ppm, limit, max(abs(found.min_c - middle_c), abs(found.max_c - middle_c)))


def error_told(site: Site, sensor: Sensor, meter: Meter, at_range: Range) -> str:
    """Return the error at the rated current of the motor in words, empty where none of the transducer is stated."""
    feeder, frequency_hz = site.feeders.get(sensor.feeder), site.supply.frequency_hz
    motor = site.motor_of(feeder) if feeder else None
    errors = errors_at(site, sensor, meter, at_range, motor.rated_current_a) if motor else None
    if motor is None or errors is None:
        return ""
    parts = {"transducer": errors.transducer_a, "drift": errors.drift_a, "place": errors.position_a}
    named = [f"{name} {amount(float(value), 'A')}" for name, value in parts.items() if value]
    named.append("the meter's not stated" if errors.meter_a is None else f"meter {amount(errors.meter_a, 'A')}")
    percent = percent_of_reading(errors.known_a, motor.rated_current_a)
    at = f"{amount(motor.rated_current_a, 'A')} and {amount(frequency_hz, 'Hz')}"
    phase = phase_error_deg(bands(sensor.type), frequency_hz)
    angle = "" if phase is None else f", the angle by {amount(phase, '°')}"
    return f"; the reading errs by {amount(errors.known_a, 'A')} ({', '.join(named)}), {percent:.2g} % at {at}{angle}"


def errors_at(
    site: Site, sensor: Sensor, meter: Meter | None, at_range: Range | None, current_a: Number
) -> Errors | None:
    """Return the parts at a current in A and the frequency of the supply, None where no error is stated for it.

    A conductor that is not said to be in the middle counts as out of it.
    """
    nominal_a, ppm = (most(rating(sensor.type, name)) for name in ("nominal_current_a", "position_error_ppm"))
    transducer_a = transducer_error_a(bands(sensor.type), site.supply.frequency_hz, nominal_a) if nominal_a else None
    if transducer_a is None:
        return None
    centred = sensor.conductor is not None and sensor.conductor.centred
    coefficients = coefficients_of(meter) if meter and at_range else None
    return Errors(
        current_a=current_a,
        transducer_a=transducer_a,
        drift_a=largest_drift_a(sensor, temperatures(site, sensor)) or 0.0,
        position_a=0.0 if centred or ppm is None else position_error_a(ppm, current_a),
        meter_a=meter_error_a(coefficients, current_a, at_range.range_peak_a if at_range else 0.0),
    )


def coefficients_of(meter: Meter) -> Coefficients | None:
    """Return the error that the site states of a meter, None unless both parts are stated."""
    stated = meter.accuracy_ranges
    if stated is None or stated.of_reading_percent is None or stated.of_range_peak_percent is None:
        return None
    return Coefficients(
        of_reading_percent=stated.of_reading_percent, of_range_peak_percent=stated.of_range_peak_percent
    )


def _middle(reference: Fact | None) -> float | None:
    if reference is None or reference.min is None or reference.max is None:
        return None
    return (reference.min + reference.max) / 2
