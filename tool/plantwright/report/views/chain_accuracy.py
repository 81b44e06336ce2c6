"""How far a reading of a current chain can be off, in its parts, and the range that takes the start of its motor."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from plantwright.physics.current_chain import PPM, Errors, Range, percent_of_reading, phase_error_deg, smallest_range
from plantwright.report.language import text
from plantwright.report.text import NOT_APPLICABLE, SPACE, Cell, lined_up, number, quantity
from plantwright.rules.current.accuracy import (
    Temperatures,
    coefficients_of,
    errors_at,
    largest_drift_a,
    temperatures,
)
from plantwright.rules.current.ranges import bands, range_table, ranges
from plantwright.rules.current.start_peak_too_high import CREST_FACTOR
from plantwright.rules.facts import most, rating
from plantwright.rules.starting import sensed_start_current
from plantwright.site.catalog import Fact
from plantwright.site.model import Meter, Motor, Number, Sensor, Site

DIGITS = 4
"""Significant digits of a current."""
SHORT = 3
"""Significant digits of an error."""
_ERRORS = ("rated_a", "rated_percent", "rated_ppm", "start_a", "start_percent")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRow:
    """A part of the error at the rated current and at the start, each in A and in percent of the reading."""

    part: str
    rated_a: Cell
    rated_percent: Cell
    rated_ppm: Cell
    start_a: Cell
    start_percent: Cell
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeRow:
    """A measuring range in A; `chosen` is the smallest that takes the start."""

    nominal: str
    rms: Cell
    peak: Cell
    takes: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """`statement` says how far a reading can be off, `leaves_out` what is not in it."""

    ranges: tuple[RangeRow, ...]
    range_note: str
    errors: tuple[ErrorRow, ...]
    statement: str
    leaves_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Currents:
    """The currents that a chain has to show, in A; None where an input is missing."""

    rated_a: Number | None
    start_a: float | None


def accuracy(site: Site, sensor: Sensor) -> Accuracy:
    """Return the error of a chain at the rated current of its motor and at the start."""
    meter, at = site.meters.get(sensor.supply), _currents(site, sensor)
    found = _ranges(sensor, meter)
    chosen = smallest_range(found, at.start_a, at.start_a * CREST_FACTOR) if at.start_a else None
    return Accuracy(
        ranges=lined_up((_range_row(each, at, chosen) for each in found), "rms", "peak"),
        range_note=_range_note(sensor, meter, found, chosen, at),
        errors=lined_up(_error_rows(site, sensor, meter, chosen, at), *_ERRORS),
        statement=_statement(site, sensor, meter, chosen, at),
        leaves_out=tuple(_leaves_out(site, sensor, meter, chosen)),
    )


def _currents(site: Site, sensor: Sensor) -> _Currents:
    motor, start = motor_behind(site, sensor), sensed_start_current(site, sensor)
    return _Currents(
        rated_a=motor.rated_current_a if motor else None,
        start_a=None if start.missing else start.rms_a,
    )


def motor_behind(site: Site, sensor: Sensor) -> Motor | None:
    """Return the motor whose current a sensor measures."""
    feeder = site.feeders.get(sensor.feeder)
    return site.motor_of(feeder) if feeder else None


def nominal_a(sensor: Sensor) -> Number | None:
    """Return the current that the error of a head is a share of."""
    return most(rating(sensor.type, "nominal_current_a"))


# its range


def _ranges(sensor: Sensor, meter: Meter | None) -> tuple[Range, ...]:
    family = meter.channels.get(str(sensor.channel)) if meter else None
    known = meter is not None and "channels" in meter.type.tables
    table = range_table(sensor, meter, family) if meter and family and known else None
    return ranges(table) if table else ()


def _range_row(each: Range, at: _Currents, chosen: Range | None) -> RangeRow:
    takes = each.takes(at.start_a, at.start_a * CREST_FACTOR) if at.start_a else None
    return RangeRow(
        nominal=quantity(each.nominal_a),
        rms=Cell(text=quantity(each.max_trms_a)),
        peak=Cell(text=quantity(each.max_peak_a)),
        takes=NOT_APPLICABLE if takes is None else text("yes") if takes else text("no"),
        chosen=each == chosen,
    )


def _range_note(
    sensor: Sensor, meter: Meter | None, found: Sequence[Range], chosen: Range | None, at: _Currents
) -> str:
    if not found:
        reader = meter.tag if meter else sensor.supply or NOT_APPLICABLE
        return text(
            "No table of ranges is known for {reader}: which range takes the start is not checked.", reader=reader
        )
    if at.start_a is None:
        return text("The starting current is not known: no range is chosen.")
    peak = quantity(at.start_a * CREST_FACTOR, "A", DIGITS)
    if chosen is None:
        return text("No range takes the start of {rms} rms and {peak} peak.",
                    rms=quantity(at.start_a, "A", DIGITS), peak=peak)  # fmt: skip
    return text(
        "{range} is the smallest range that takes the start of {rms} rms and {peak} peak (of a sine: phase control "
        "makes the peak larger).",
        range=quantity(chosen.nominal_a, "A"), rms=quantity(at.start_a, "A", DIGITS), peak=peak,
    )  # fmt: skip


# its error


def _error_rows(
    site: Site, sensor: Sensor, meter: Meter | None, chosen: Range | None, at: _Currents
) -> Iterator[ErrorRow]:
    points = (at.rated_a, at.start_a)
    rated, start = (errors_at(site, sensor, meter, chosen, each) if each else None for each in points)
    if rated is None:
        return
    drift = largest_drift_a(sensor, temperatures(site, sensor))
    yield _row(text("Head"), rated, start, lambda each: each.transducer_a, _head_basis(sensor, rated))
    yield (
        _unknown(text("Drift of the zero"), text("not known: the temperature is not stated"))
        if drift is None
        else _row(text("Drift of the zero"), rated, start, lambda each: each.drift_a, _drift_basis(sensor))
    )
    yield _row(text("Place of the conductor"), rated, start, lambda each: each.position_a, _place_basis(sensor))
    yield (
        _unknown(text("Meter"), text("not known: its coefficients are an input that nobody stated"))
        if rated.meter_a is None
        else _row(text("Meter"), rated, start, lambda each: each.meter_a or 0.0, _meter_basis(meter, chosen))
    )
    worst_case = text("the parts added: the worst case")
    yield _row(text("Sum of what is known"), rated, start, lambda each: each.known_a, worst_case)


def _row(part: str, rated: Errors, start: Errors | None, of: Callable[[Errors], float], basis: str) -> ErrorRow:
    """Return a part of the error, `of` the errors at a current."""
    share = percent_of_reading(of(rated), rated.current_a)
    return ErrorRow(
        part=part,
        rated_a=_plus_minus(of(rated)),
        rated_percent=_plus_minus(share),
        rated_ppm=_plus_minus(share / 100 / PPM),
        start_a=_plus_minus(of(start) if start else None),
        start_percent=_plus_minus(percent_of_reading(of(start), start.current_a) if start else None),
        basis=basis,
    )


def _unknown(part: str, why: str) -> ErrorRow:
    none = Cell(text=NOT_APPLICABLE)
    return ErrorRow(
        part=part, rated_a=none, rated_percent=none, rated_ppm=none, start_a=none, start_percent=none, basis=why
    )


def _plus_minus(value: float | None) -> Cell:
    return Cell(text=NOT_APPLICABLE if value is None else f"±{SPACE}{number(value, SHORT)}" if value else "0")


def _head_basis(sensor: Sensor, rated: Errors) -> str:
    nominal = nominal_a(sensor)
    percent = number(100 * rated.transducer_a / nominal, SHORT) if nominal else NOT_APPLICABLE
    return text("± {percent} % of {nominal}, whatever the reading", percent=percent, nominal=quantity(nominal, "A"))


def _drift_basis(sensor: Sensor) -> str:
    ppm, peak = (most(rating(sensor.type, name)) for name in ("offset_drift_ppm_per_k", "max_current_peak_a"))
    return text("{ppm} ppm/K of {peak} peak, at the end of the temperatures farther from the reference",
                ppm=number(ppm), peak=quantity(peak, "A"))  # fmt: skip


def _place_basis(sensor: Sensor) -> str:
    ppm = quantity(most(rating(sensor.type, "position_error_ppm")), "ppm")
    if sensor.conductor is not None and sensor.conductor.centred:
        return text("conductor in the middle; elsewhere up to {ppm} of the reading", ppm=ppm)
    return text("conductor not known to be in the middle: {ppm} of the reading", ppm=ppm)


def _meter_basis(meter: Meter | None, chosen: Range | None) -> str:
    stated = coefficients_of(meter) if meter else None
    if stated is None or chosen is None:
        return NOT_APPLICABLE
    return text(
        "{reading} % of reading and {range} % of the range peak of {peak}, as the site files state",
        reading=number(stated.of_reading_percent), range=number(stated.of_range_peak_percent),
        peak=quantity(chosen.range_peak_a, "A"),
    )  # fmt: skip


def _statement(site: Site, sensor: Sensor, meter: Meter | None, chosen: Range | None, at: _Currents) -> str:
    errors = errors_at(site, sensor, meter, chosen, at.rated_a) if at.rated_a else None
    if errors is None:
        return text(
            "No accuracy can be stated: no current of a motor, or no error of the head at this frequency, is known."
        )
    said = {
        "current": quantity(at.rated_a, "A"),
        "frequency": quantity(site.supply.frequency_hz, "Hz"),
        "error": quantity(errors.known_a, "A", SHORT),
        "percent": number(percent_of_reading(errors.known_a, errors.current_a), SHORT),
    }
    if errors.meter_a is None:
        return text(
            "At {current} and {frequency} the head alone errs by at most {error}, {percent} % of the reading. This is "
            "not the accuracy of the chain: the error of the meter is not known.",
            **said,
        )
    return text(
        "At {current} and {frequency} a reading of the chain errs by at most {error}, {percent} % of the reading, the "
        "parts that are known added.",
        **said,
    )


def _leaves_out(site: Site, sensor: Sensor, meter: Meter | None, chosen: Range | None) -> Iterator[str]:
    """Yield what the statement of accuracy does not include."""
    phase = phase_error_deg(bands(sensor.type), site.supply.frequency_hz)
    if meter is None or chosen is None or coefficients_of(meter) is None:
        yield text("the error of the meter: give its coefficients as accuracy_ranges in the site files")
    else:
        yield text("whether the coefficients of the meter, which the site files state, hold at this frequency")
    found, reference = temperatures(site, sensor), sensor.type.environment.get("accuracy_ambient_c")
    if found.missing:
        yield text("the drift of the zero: give the temperature at the readings")
    elif reference and not _inside(found, reference):
        yield text(
            "the error of the head itself outside {low} to {high}, of which only the drift of the zero is known",
            low=quantity(reference.min), high=quantity(reference.max, "°C"),
        )  # fmt: skip
    yield text("other frequencies than that of the supply: see the figure")
    yield text("currents that are no sine, as while a soft starter starts: such readings are an indication")
    if phase is not None:
        yield text("the angle, by which power errs too: ± {angle}° of the head alone", angle=number(phase))
    yield text("a calibration older than its interval, and current without supply or with an open secondary")


def _inside(found: Temperatures, reference: Fact) -> bool:
    low, high = reference.min, reference.max
    return (low is None or found.min_c >= low) and (high is None or found.max_c <= high)
