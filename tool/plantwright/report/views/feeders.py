"""The two-page sheet of a motor feeder."""

from collections.abc import Iterator
from dataclasses import dataclass

from plantwright.report.figures.drawing import Drawing
from plantwright.report.figures.overload import Overload, overload
from plantwright.report.figures.single_line import single_line
from plantwright.report.marks import FAIL, NOT_CHECKED, WAIVED, WARN, Mark, mark, tally
from plantwright.report.text import NOT_APPLICABLE, joined, quantity
from plantwright.report.views.buses import Fact
from plantwright.report.views.dossier import Dossier
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FeederSheet:
    """`remarks` are the checks that did not simply pass; `settings` is None for a feeder without a starter."""

    tag: str
    title: str
    figure: Drawing
    facts: tuple[Fact, ...]
    counts: tuple[Count, ...]
    remarks: tuple[Remark, ...]
    more: str
    overload: Overload | None
    settings: Settings | None


_MOST = 5  # remarks on a sheet


def feeder_sheet(dossier: Dossier, feeder: Feeder) -> FeederSheet:
    """Return the sheet of a feeder."""
    own = dossier.about(feeder.tag)
    remarks = [*_differing(dossier, feeder)] + [
        Remark(mark=wanted, rule=verdict.rule, text=f"{verdict.object}: {verdict.message}")
        for wanted in (FAIL, WARN, WAIVED, NOT_CHECKED)
        for verdict in own
        if mark(verdict) is wanted
    ]
    starter = dossier.site.starter_of(feeder)
    return FeederSheet(
        tag=feeder.tag,
        title=feeder.title,
        figure=single_line(dossier.site, feeder),
        facts=tuple(_facts(dossier, feeder)),
        counts=tuple(Count(mark=each, number=str(number)) for each, number in tally(own)),
        remarks=tuple(remarks[:_MOST]),
        more=f"{len(remarks) - _MOST} more in the check report." if len(remarks) > _MOST else "",
        overload=_overload(dossier, feeder, starter) if starter else None,
        settings=settings(dossier, starter) if starter else None,
    )


def _differing(dossier: Dossier, feeder: Feeder) -> Iterator[Remark]:
    starter = dossier.site.starter_of(feeder)
    codes = differing(dossier, starter) if starter else ()
    if codes:
        yield Remark(mark=FAIL, rule="", text=f"{joined(*codes)} as left differ from the site files.")


def _facts(dossier: Dossier, feeder: Feeder) -> Iterator[Fact]:
    motor, starter = dossier.site.motor_of(feeder), dossier.site.starter_of(feeder)
    if motor:
        yield from _motor_facts(dossier, motor)
    if starter:
        yield from _starter_facts(starter)
    yield from _fuse_facts(dossier, feeder)
    if feeder.duty:
        yield Fact(name="Duty", value=feeder.duty)
    start = predicted_start(dossier.site, feeder)
    if start:
        yield Fact(name="Start current, predicted", value=quantity(start.peak_a, "A", 3), predicted=True)
        yield Fact(name="Start time, predicted", value=quantity(start.time_s, "s", 2), predicted=True)
    stop = stopping(motor, starter).soft if motor and starter else None
    if stop and stop.time_s is not None:
        yield Fact(name="Soft stop, predicted", value=f"{quantity(stop.time_s, 's', 2)} at most", predicted=True)


def _motor_facts(dossier: Dossier, motor: Motor) -> Iterator[Fact]:
    speed = "" if motor.rated_speed_rpm is None else quantity(motor.rated_speed_rpm, "min⁻¹")
    yield Fact(name="Motor", value=joined(quantity(motor.rated_power_kw, "kW"), speed))
    yield Fact(name="Rated current", value=quantity(motor.rated_current_a, "A"))
    yield Fact(name="Motor serial number", value=motor.serial or NOT_APPLICABLE)
    place = dossier.site.locations.get(motor.location)
    if place and place.ambient_max_c is not None:
        ambient = joined(quantity(place.ambient_min_c), quantity(place.ambient_max_c, "°C"), by=" to ")
        yield Fact(name=f"Ambient {place.tag}", value=ambient)
    test = dossier.record("insulation-test", motor.tag)
    lowest = min((row["resistance_mohm"] for row in test.data["measurements"]), default=None) if test else None
    yield Fact(name="Insulation, lowest", value=quantity(lowest, "MΩ") if lowest is not None else "not done")


def _starter_facts(starter: Starter) -> Iterator[Fact]:
    rating = joined(quantity(starter.rated_power_kw, "kW"), quantity(starter.rated_current_a, "A"), starter.variant)
    yield Fact(name="Starter", value=starter.type.title)
    yield Fact(name="Starter rating", value=rating)
    yield Fact(name="Starter serial number", value=starter.serial or NOT_APPLICABLE)
    if starter.bus:
        yield Fact(name="Bus, address", value=f"{starter.bus.name}, {starter.bus.address}")


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
        yield Fact(name=f"Fuse {fuse.tag}", value=joined(f"{fuse.class_} {current}".strip(), breaks, lets_through))


def _overload(dossier: Dossier, feeder: Feeder, starter: Starter) -> Overload | None:
    """Draw the trip curves when the device type has them and a class is set."""
    table, chosen = starter.type.tables.get(_TABLE), starter.setting("start_overload_class")
    if table is None or chosen is None:
        return None
    start = predicted_start(dossier.site, feeder)
    return overload(table, str(chosen), start.curve if start else None)
