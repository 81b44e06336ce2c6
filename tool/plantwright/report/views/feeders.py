"""The two-page sheet of a motor feeder."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from plantwright.report.figures.drawing import Figure
from plantwright.report.figures.overload import overload
from plantwright.report.gallery.single_line import feeder_line
from plantwright.report.language import text
from plantwright.report.marks import FAIL, NOT_CHECKED, WAIVED, WARN, Mark, mark, tally, told, worst
from plantwright.report.text import NOT_APPLICABLE, NOT_DONE, band, joined, quantity, word
from plantwright.report.views.buses import Fact
from plantwright.report.views.checks import place_of
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import number_of
from plantwright.report.views.settings import Settings, differing, settings
from plantwright.report.views.start import predicted_start
from plantwright.report.views.summary import Count
from plantwright.rules.stopping import stopping
from plantwright.site.model import Feeder, Motor, Starter

_TABLE, _CLASS = "overload_trip_time_s", "run_overload_class"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    mark: Mark
    rule: str
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeederSheet:
    """`remarks` are the checks that did not simply pass; `settings` is None for a feeder without a starter."""

    tag: str
    title: str
    figure: Figure
    facts: tuple[Fact, ...]
    counts: tuple[Count, ...]
    remarks: tuple[Remark, ...]
    more: str
    overload: Figure | None
    settings: Settings | None


_MOST = 5  # remarks on a sheet


def feeder_sheet(dossier: Dossier, feeder: Feeder) -> FeederSheet:
    """Return the sheet of a feeder."""
    own = dossier.about(feeder.tag)
    remarks = [*_differing(dossier, feeder)] + [
        Remark(
            mark=told(verdict),
            rule=verdict.rule,
            text=f"{verdict.object}: {verdict.message}",
            place=place_of(verdict.location),
        )
        for wanted in (FAIL, WARN, WAIVED, NOT_CHECKED)
        for verdict in own
        if mark(verdict) is wanted
    ]
    starter = dossier.site.starter_of(feeder)
    return FeederSheet(
        tag=feeder.tag,
        title=feeder.title,
        figure=feeder_line(dossier, feeder.tag),
        facts=tuple(_facts(dossier, feeder)),
        counts=tuple(Count(mark=each, number=str(number)) for each, number in tally(own)),
        remarks=tuple(remarks[:_MOST]),
        more=text("{n} more in the check report.", n=len(remarks) - _MOST) if len(remarks) > _MOST else "",
        overload=overload_of(dossier, feeder),
        settings=settings(dossier, starter) if starter else None,
    )


def _differing(dossier: Dossier, feeder: Feeder) -> Iterator[Remark]:
    starter = dossier.site.starter_of(feeder)
    codes = differing(dossier, starter) if starter else ()
    if codes:
        differ = text("{codes} as left differ from the site files.", codes=joined(*codes))
        yield Remark(mark=FAIL, rule="", text=differ)


def _facts(dossier: Dossier, feeder: Feeder) -> Iterator[Fact]:
    motor, starter = dossier.site.motor_of(feeder), dossier.site.starter_of(feeder)
    if motor:
        yield from _of(motor.tag, _motor_facts(dossier, motor))
    if starter:
        yield from _of(starter.tag, _starter_facts(starter))
    yield from _fuse_facts(dossier, feeder)
    if feeder.duty:
        yield Fact(name=text("Duty"), value=feeder.duty, about=feeder.tag)
    start = predicted_start(dossier.site, feeder)
    if start:
        yield Fact(name=text("Start current, predicted"), value=quantity(start.peak_a, "A", 3), predicted=True)
        yield Fact(name=text("Start time, predicted"), value=quantity(start.time_s, "s", 2), predicted=True)
    stop = stopping(motor, starter).soft if motor and starter else None
    if stop and stop.time_s is not None:
        most = text("{value} at most", value=quantity(stop.time_s, "s", 2))
        yield Fact(name=text("Soft stop, predicted"), value=most, predicted=True)


def _of(tag: str, facts: Iterator[Fact]) -> Iterator[Fact]:
    return (replace(each, about=tag) for each in facts)


def _motor_facts(dossier: Dossier, motor: Motor) -> Iterator[Fact]:
    speed = "" if motor.rated_speed_rpm is None else quantity(motor.rated_speed_rpm, "min⁻¹")
    yield Fact(name=text("Motor"), value=joined(quantity(motor.rated_power_kw, "kW"), speed))
    yield Fact(name=text("Rated current"), value=quantity(motor.rated_current_a, "A"))
    yield Fact(name=text("Motor serial number"), value=motor.serial or NOT_APPLICABLE)
    place = dossier.site.locations.get(motor.location)
    if place and place.ambient_max_c is not None:
        ambient = band(quantity(place.ambient_min_c), quantity(place.ambient_max_c, "°C"))
        yield Fact(name=text("Ambient {tag}", tag=place.tag), value=ambient)
    test = dossier.record("insulation-test", motor.tag)
    lowest = min((row["resistance_mohm"] for row in test.data["measurements"]), default=None) if test else None
    yield Fact(name=text("Insulation, lowest"), value=NOT_DONE if lowest is None else quantity(lowest, "MΩ"))


def _starter_facts(starter: Starter) -> Iterator[Fact]:
    power, current = quantity(starter.rated_power_kw, "kW"), quantity(starter.rated_current_a, "A")
    rating = joined(power, current, word(starter.variant))
    yield Fact(name=text("Starter"), value=text(starter.type.title))
    yield Fact(name=text("Starter rating"), value=rating)
    yield Fact(name=text("Starter serial number"), value=starter.serial or NOT_APPLICABLE)
    if starter.bus:
        yield Fact(name=text("Bus, address"), value=f"{starter.bus.name}, {starter.bus.address}")


def _fuse_facts(dossier: Dossier, feeder: Feeder) -> Iterator[Fact]:
    """Yield the fuses of the path: class and rated current, breaking capacity, and what one lets through."""
    fuses = [dossier.site.protection[tag] for tag in feeder.path_ if tag in dossier.site.protection]
    for fuse in fuses:
        current, breaks, lets_through = (
            "" if value is None else quantity(value, unit)
            for value, unit in (
                (fuse.rated_current_a, "A"),
                (fuse.breaking_capacity_ka, "kA"),
                (fuse.clearing_i2t_a2s, "A²s"),
            )
        )
        value = joined(f"{fuse.class_} {current}".strip(), breaks, lets_through)
        yield Fact(name=text("Fuse {tag}", tag=fuse.tag), value=value, about=fuse.tag)


def overload_of(dossier: Dossier, feeder: Feeder) -> Figure | None:
    """Draw the trip curves when the type of the starter has them and a class is set."""
    starter = dossier.site.starter_of(feeder)
    if starter is None:
        return None
    table, chosen = starter.type.tables.get(_TABLE), starter.setting("start_overload_class")
    if table is None or chosen is None:
        return None
    start = predicted_start(dossier.site, feeder)
    return overload(table, str(chosen), start.curve if start else None)


MOST_SHEETS = 24
"""Feeders with which the commissioning report holds every sheet, our own choice: some hundred pages. With more it lists
the feeders, and the sheets of feeders, insulation monitors and buses are documents of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeederRow:
    """A feeder in a list; `result` is the worst of its checks, `sheet` the number of its own document."""

    tag: str
    title: str
    starter: str
    motor: str
    power: str
    result: Mark | None
    sheet: str


def feeder_rows(dossier: Dossier, code: str) -> tuple[FeederRow, ...]:
    """Return every feeder of the plant; `code` is that of the document with its sheets."""
    return tuple(_row(dossier, each, code) for each in dossier.site.feeders.values())


def _row(dossier: Dossier, feeder: Feeder, code: str) -> FeederRow:
    starter, motor = dossier.site.starter_of(feeder), dossier.site.motor_of(feeder)
    return FeederRow(
        tag=feeder.tag,
        title=feeder.title,
        starter=joined(starter.tag, starter.model or starter.type.type.upper()) if starter else NOT_APPLICABLE,
        motor=motor.tag if motor else NOT_APPLICABLE,
        power=quantity(motor.rated_power_kw, "kW") if motor else NOT_APPLICABLE,
        result=worst(mark(verdict) for verdict in dossier.about(feeder.tag)),
        sheet=number_of(dossier, code, feeder.tag),
    )
