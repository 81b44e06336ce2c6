"""A current measuring chain: head, cable and meter with their numbers, what feeds it, and what was checked of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from plantwright.report.figures.accuracy_bands import Use, accuracy_bands
from plantwright.report.figures.drawing import Figure
from plantwright.report.gallery.accuracy_bands import source_of
from plantwright.report.language import text
from plantwright.report.marks import FAIL, NOT_CHECKED, PASS, Mark
from plantwright.report.text import NOT_APPLICABLE, joined, number, quantity
from plantwright.report.views.buses import Fact
from plantwright.report.views.chain_accuracy import (
    DIGITS,
    SHORT,
    Accuracy,
    accuracy,
    motor_behind,
    nominal_a,
)
from plantwright.report.views.checked import Checked, checked
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.limits import judged_in, limit_source, limit_words
from plantwright.report.views.persons import made_by
from plantwright.report.views.plant_tests import WORDS, PlantTest, as_recorded
from plantwright.report.views.used import Used, used
from plantwright.rules.current.accuracy import temperatures
from plantwright.rules.current.ranges import bands
from plantwright.rules.facts import most, of_model, rating
from plantwright.rules.members import sensors_by_supply
from plantwright.rules.registry import registry
from plantwright.rules.starting import StartCurrent, sensed_start_current
from plantwright.site.model import Device, Number, Sensor, Site, StatusOutput
from plantwright.site.records import Comparison, CurrentChain, of_kind

_SEEN = "REC028"
"""The rule on what is only looked at, which knows the document that asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialRow:
    """A part of the chain with its number in the site files, and the one found at the plant."""

    part: str
    model: str
    stated: str
    found: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainSheet:
    """Everything of one chain."""

    title: str
    facts: tuple[Fact, ...]
    serials: tuple[SerialRow, ...]
    accuracy: Accuracy
    figure: Figure
    tests: tuple[PlantTest, ...]
    tools: tuple[Used, ...]
    checks: tuple[Checked, ...]


def chain_sheet(dossier: Dossier, sensor: Sensor) -> ChainSheet:
    """Return the sheet of a current sensor."""
    site, tests = dossier.site, [each for each in of_kind(dossier.records, CurrentChain) if each.object == sensor.tag]
    return ChainSheet(
        title=sensor.title or _reads(site, sensor),
        facts=tuple(_facts(site, sensor)),
        serials=tuple(_serials(site, sensor, tests[-1] if tests else None)),
        accuracy=accuracy(site, sensor),
        figure=accuracy_bands(
            text(sensor.type.title),
            bands(sensor.type),
            nominal_a(sensor),
            tuple(_uses(site, sensor)),
            source=source_of(sensor.type),
        ),
        tests=tuple(row for each in tests for row in _tests(dossier, each)),
        tools=used(dossier, tests),
        checks=checked(dossier, sensor.tag, lambda rule: rule.startswith("CUR")),
    )


# what it is made of


def _facts(site: Site, sensor: Sensor) -> Iterator[Fact]:
    conductor, motor = sensor.conductor, motor_behind(site, sensor)
    yield Fact(name=text("Measures"), value=_reads(site, sensor))
    yield Fact(name=text("Read by"), value=_reader(site, sensor))
    yield Fact(name=text("Motor, rated"), value=quantity(motor.rated_current_a if motor else None, "A"))
    yield Fact(name=text("Motor, at the start"), value=_start(sensed_start_current(site, sensor)), predicted=True)
    yield Fact(name=text("Head, highest rms"), value=quantity(most(rating(sensor.type, "max_current_rms_a")), "A"))
    yield Fact(name=text("Head, highest peak"), value=quantity(most(rating(sensor.type, "max_current_peak_a")), "A"))
    yield Fact(name=text("Head, nominal"), value=quantity(nominal_a(sensor), "A"))
    yield Fact(name=text("Ratio"), value=quantity(most(rating(sensor.type, "ratio"))))
    yield Fact(name=text("Conductor"), value=_conductor(conductor.insulated, conductor.centred) if conductor
               else NOT_APPLICABLE)  # fmt: skip
    yield Fact(name=text("Temperature"), value=_temperature(site, sensor))
    if sensor.status_output:
        yield Fact(name=text("Status output"), value=_status_output(sensor.status_output))
    yield Fact(name=text("Calibrated"), value=sensor.calibration_date or text("not stated"))
    yield Fact(name=text("Valid for"), value=quantity(most(rating(sensor.type, "calibration_interval_days")), "d"))
    yield from _supply_budget(site, sensor)


def _reads(site: Site, sensor: Sensor) -> str:
    motor = motor_behind(site, sensor)
    return joined(sensor.feeder, joined(motor.tag, motor.title, by=" ") if motor else "") or NOT_APPLICABLE


def _reader(site: Site, sensor: Sensor) -> str:
    source = site.item(sensor.supply)
    model = source.model if isinstance(source, Device) else ""
    channel = text("channel {channel}", channel=sensor.channel) if sensor.channel is not None else ""
    meter = site.meters.get(sensor.supply)
    family = meter.channels.get(str(sensor.channel), "") if meter else ""
    unit = site.supply_units.get(sensor.supply)
    return joined(joined(sensor.supply, model, by=" "), joined(channel, family, by=" "),
                  text("feeds {meter}", meter=unit.feeds) if unit and unit.feeds else "")  # fmt: skip


def _start(start: StartCurrent) -> str:
    if start.missing:
        return text("not known, needs {keys}", keys=joined(*start.missing))
    return f"{quantity(start.rms_a, 'A', DIGITS)} ({start.how})"


def _conductor(insulated: bool | None, centred: bool | None) -> str:
    known = {True: text("insulated"), False: text("bare"), None: text("insulation not stated")}
    place = {True: text("in the middle"), False: text("out of the middle"), None: text("place not stated")}
    return joined(known[insulated], place[centred])


def _temperature(site: Site, sensor: Sensor) -> str:
    found = temperatures(site, sensor)
    if found.missing:
        return text("not known, needs {keys}", keys=joined(*found.missing))
    return text("{low} to {high}", low=quantity(found.min_c), high=quantity(found.max_c, "°C"))


def _status_output(stated: StatusOutput) -> str:
    parts = (
        (stated.voltage_v, text("open {value}", value=quantity(stated.voltage_v, "V"))),
        (stated.current_ma, text("closed {value}", value=quantity(stated.current_ma, "mA"))),
        (stated.reverse_voltage_v, text("reversed {value}", value=quantity(stated.reverse_voltage_v, "V"))),
    )
    return joined(*(told for value, told in parts if value is not None)) or text("not stated")


def _supply_budget(site: Site, sensor: Sensor) -> Iterator[Fact]:
    """Yield how many heads share a supply, and how much of its current they take."""
    source = site.item(sensor.supply)
    if not isinstance(source, Device):
        return
    fed = sensors_by_supply(site).get(sensor.supply, ())
    heads, current_a = of_model(source, "pct1200_max"), of_model(source, "supply_current_a")
    demands = [_demand_a(each) for each in fed]
    known = [each for each in demands if each is not None]
    unknown = text("limit not stated in a document read")
    most_heads = text("at most {most}", most=number(heads)) if heads is not None else unknown
    yield Fact(name=text("Heads on supply"), value=joined(str(len(fed)), most_heads))
    taken = quantity(sum(known), "A", DIGITS) if len(known) == len(demands) else text("not stated")
    most_a = text("at most {most}", most=quantity(current_a, "A")) if current_a is not None else unknown
    yield Fact(name=text("Supply current"), value=joined(taken, most_a))


def _demand_a(sensor: Sensor) -> Number | None:
    stated = sensor.supply_current_a
    return stated if stated is not None else most(rating(sensor.type, "supply_current_a"))


def _serials(site: Site, sensor: Sensor, test: CurrentChain | None) -> Iterator[SerialRow]:
    cable, source, found = sensor.cable, site.item(sensor.supply), test.serials if test else {}
    yield _serial(text("Head"), sensor.model or sensor.type.type.upper(), sensor.serial, found.get("head", ""))
    if cable:
        model = joined(cable.model, quantity(cable.length_m, "m") if cable.length_m is not None else "")
        yield _serial(text("Cable"), model, cable.serial, found.get("cable", ""))
        if cable.extension:
            yield _serial(text("Extension"), cable.extension.model, "", "")
    if "adapter" in found:
        yield _serial(text("Adapter"), NOT_APPLICABLE, "", found["adapter"])
    if isinstance(source, Device):
        yield _serial(text("Meter or supply unit"), source.model or source.type.type.upper(), source.serial, "")


def _serial(part: str, model: str, stated: str, found: str) -> SerialRow:
    return SerialRow(
        part=part,
        model=model,
        stated=stated or text("not stated"),
        found=found or text("not recorded"),
        mark=NOT_CHECKED if not (stated and found) else PASS if stated == found else FAIL,
    )


def _uses(site: Site, sensor: Sensor) -> Iterator[Use]:
    yield Use(name=text("supply"), frequency_hz=float(site.supply.frequency_hz))
    if sensor.highest_frequency_hz is not None:
        yield Use(name=text("highest to be shown"), frequency_hz=float(sensor.highest_frequency_hz))


# what was checked


def _tests(dossier: Dossier, test: CurrentChain) -> Iterator[PlantTest]:
    by = made_by(test)
    yield PlantTest(
        what=text("Zero, without current in the conductor"), value=quantity(test.zero_a, "A"),
        limit=limit_words(test.limit), source=limit_source(test.limit), by=by,
        mark=judged_in(dossier.site, test, abs(test.zero_a), test.limit),
    )  # fmt: skip
    seen = ((text("Polarity, the arrow against the energy"), test.polarity, "right"),
            (text("Light of the head"), test.supply_light, "green"))  # fmt: skip
    for what, value, wanted in seen:
        yield PlantTest(
            what=what, value=WORDS.get(value, value), limit=WORDS[wanted], source=str(registry()[_SEEN].source),
            by=by, mark=PASS if value == wanted else FAIL,
        )  # fmt: skip
    if test.reference:
        yield _beside(dossier, test, test.reference, by)
    yield as_recorded(test)


def _beside(dossier: Dossier, test: CurrentChain, beside: Comparison, by: str) -> PlantTest:
    apart = round(beside.reading_a - beside.reference_a, 9)
    return PlantTest(
        what=text("Beside a reference of {reference}", reference=quantity(beside.reference_a, "A")),
        value=text("{reading}, {apart} apart", reading=quantity(beside.reading_a, "A"),
                   apart=quantity(apart, "A", SHORT)),
        limit=limit_words(beside.limit), source=limit_source(beside.limit), by=by,
        mark=judged_in(dossier.site, test, abs(apart), beside.limit) if beside.limit else None,
    )  # fmt: skip
