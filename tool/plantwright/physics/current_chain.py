"""The current chain from a window-type transducer to its power meter: measuring range, and error of a reading.

Source: PCT1200 user manual 5.3 (drift), 5.4 (amplitude and phase), 5.5 (position), 5.10.4 and 5.10.5 (ranges). Every
error is plus or minus, in amperes of the primary conductor.
"""

from collections.abc import Iterable

from plantwright.frozen import dataclass

PPM = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A measuring range in primary amperes: `range_peak_a` is for the accuracy of the meter, `max_peak_a` the limit."""

    nominal_a: float
    max_trms_a: float
    max_peak_a: float
    range_peak_a: float

    def takes(self, rms_a: float, peak_a: float) -> bool:
        return rms_a <= self.max_trms_a and peak_a <= self.max_peak_a


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Error of a transducer in a band of frequency, both ends included; amplitude in percent of its nominal current."""

    frequency_min_hz: float
    frequency_max_hz: float
    amplitude_percent: float
    phase_deg: float | None = None

    def holds(self, frequency_hz: float) -> bool:
        return self.frequency_min_hz <= frequency_hz <= self.frequency_max_hz


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """Error of a meter: percent of the reading and percent of the range peak."""

    of_reading_percent: float
    of_range_peak_percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """The parts of the error of one reading in A; `meter_a` is None while its coefficients are unknown."""

    current_a: float
    transducer_a: float
    drift_a: float = 0.0
    position_a: float = 0.0
    meter_a: float | None = None

    @property
    def known_a(self) -> float:
        """The worst case of the parts that are known."""
        return self.transducer_a + self.drift_a + self.position_a + (self.meter_a or 0.0)


def smallest_range(ranges: Iterable[Range], rms_a: float, peak_a: float) -> Range | None:
    """Return the smallest range that takes both rms and peak value, None when none does."""
    fitting = [each for each in ranges if each.takes(rms_a, peak_a)]
    return min(fitting, key=lambda each: each.nominal_a, default=None)


def amplitude_error_percent(bands: Iterable[Band], frequency_hz: float) -> float | None:
    """Return the error in percent of the nominal current, the worse band at a band edge; None outside all bands."""
    return max((band.amplitude_percent for band in bands if band.holds(frequency_hz)), default=None)


def phase_error_deg(bands: Iterable[Band], frequency_hz: float) -> float | None:
    """Return the phase error, the worse band at a band edge; None where nothing is stated."""
    stated = (band.phase_deg for band in bands if band.holds(frequency_hz))
    return max((phase for phase in stated if phase is not None), default=None)


def transducer_error_a(bands: Iterable[Band], frequency_hz: float, nominal_current_a: float) -> float | None:
    """Return the error of a transducer, the same whatever the reading; None outside all bands."""
    percent = amplitude_error_percent(bands, frequency_hz)
    return None if percent is None else percent / 100 * nominal_current_a


def drift_a(drift_ppm_per_k: float, max_peak_a: float, kelvin: float) -> float:
    """Return the offset drift: ppm per kelvin, of the highest peak current."""
    return drift_ppm_per_k * PPM * max_peak_a * abs(kelvin)


def position_error_a(error_ppm: float, current_a: float) -> float:
    """Return what a conductor out of the middle adds: ppm of the reading."""
    return error_ppm * PPM * abs(current_a)


def meter_error_a(coefficients: Coefficients | None, current_a: float, range_peak_a: float) -> float | None:
    """Return a% of reading + b% of range peak; None without coefficients, which are never assumed."""
    if coefficients is None:
        return None
    of_reading = coefficients.of_reading_percent / 100 * abs(current_a)
    return of_reading + coefficients.of_range_peak_percent / 100 * range_peak_a


def percent_of_reading(error_a: float, current_a: float) -> float:
    return error_a / abs(current_a) * 100


def secondary_current_a(primary_current_a: float, ratio: float) -> float:
    return primary_current_a / ratio
