"""The acceptance tests of insulation with a tester: each value after 1 and 10 minutes, its limit and conditions.

The monitoring with 50 V DC has no part in it: what was made with the voltage of a monitor is told and not listed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.marks import NOT_DONE, Mark, worst
from plantwright.report.text import NOT_APPLICABLE, Cell, aligned, joined, lined_up, moment, number, quantity
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.limits import judged_in, limit_source, limit_words, recorded
from plantwright.report.views.persons import persons_of
from plantwright.report.views.used import Used, used
from plantwright.site.model import Number
from plantwright.site.records import InsulationTest, Resistance, of_kind

_ONE_MINUTE_S, _TEN_MINUTES_S = 60, 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What was read between two terminals in MΩ; `other` is a reading after another time than 1 and 10 minutes."""

    between: str
    one: Cell
    ten: Cell
    other: str
    index: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """How one test was made."""

    about: str
    at: str
    person: str
    voltage: str
    duration: str
    temperatures: str
    humidity: str
    instrument: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """The tests of one motor or cable; `lowest` is the smallest value of all of them."""

    tag: str
    title: str
    feeder: str
    rated: str
    values: tuple[Value, ...]
    lowest: Cell
    voltage: str
    limit: str
    source: str
    mark: Mark
    conditions: tuple[Conditions, ...]
    precautions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InsulationTests:
    """All tests; `refused` are records made with the voltage of a monitor, which test nothing."""

    objects: tuple[Tested, ...]
    tools: tuple[Used, ...]
    refused: tuple[str, ...]
    monitors: str
    monitor_voltage: str


def insulation_tests(dossier: Dossier) -> InsulationTests:
    """Return the tests of every motor, and of every other object that has one."""
    site, every = dossier.site, of_kind(dossier.records, InsulationTest)
    volts = _monitor_voltage_v(dossier)
    accepted = [each for each in every if volts is None or each.test_voltage_v > volts]
    tags = dict.fromkeys((*site.motors, *(each.object for each in accepted)))
    return InsulationTests(
        objects=lined_up(
            (_tested(dossier, tag, [each for each in accepted if each.object == tag]) for tag in tags), "lowest"
        ),
        tools=used(dossier, accepted),
        refused=tuple(f"{each.file}: {quantity(each.test_voltage_v, 'V')}" for each in every if each not in accepted),
        monitors=joined(*site.monitors),
        monitor_voltage=quantity(volts, "V"),
    )


def _monitor_voltage_v(dossier: Dossier) -> Number | None:
    """Return the highest voltage that a monitor of the plant measures with, None without monitors."""
    facts = (each.type.ratings.get("test_voltage_v") for each in dossier.site.monitors.values())
    return max((fact.value for fact in facts if fact and isinstance(fact.value, int | float)), default=None)


def _tested(dossier: Dossier, tag: str, tests: Sequence[InsulationTest]) -> Tested:
    motor, item = dossier.site.motors.get(tag), dossier.site.item(tag)
    feeder = dossier.site.feeder_of(tag)
    values, limits = tuple(_values(dossier, tests)), dict.fromkeys(each.limit for each in tests)
    lowest = min((each.resistance_mohm for test in tests for each in test.measurements), default=None)
    return Tested(
        tag=tag,
        title=str(getattr(item, "title", "")),
        feeder=feeder.tag if feeder else NOT_APPLICABLE,
        rated=quantity(motor.rated_voltage_v, "V") if motor else NOT_APPLICABLE,
        values=values,
        lowest=Cell(text=text("not done") if lowest is None else number(lowest)),
        voltage=joined(*dict.fromkeys(quantity(each.test_voltage_v, "V") for each in tests)) or NOT_APPLICABLE,
        limit=joined(*map(limit_words, limits), by="; ") or NOT_APPLICABLE,
        source=joined(*map(limit_source, limits), by="; ") or NOT_APPLICABLE,
        mark=worst((*(each.mark for each in values), *(recorded(each, NOT_DONE) for each in tests))) or NOT_DONE,
        conditions=tuple(map(_conditions, tests)),
        precautions=tuple(dict.fromkeys(words for each in tests for words in each.precautions)),
    )


def _values(dossier: Dossier, tests: Sequence[InsulationTest]) -> Iterator[Value]:
    """Yield a row for each pair of terminals, the newest reading of each duration."""
    read: dict[str, dict[Number | None, tuple[InsulationTest, Resistance]]] = {}
    for test in tests:
        for each in test.measurements:
            read.setdefault(each.between, {})[test.duration_s] = (test, each)
    ones = aligned(_text(found, _ONE_MINUTE_S) for found in read.values())
    tens = aligned(_text(found, _TEN_MINUTES_S) for found in read.values())
    for (between, found), one, ten in zip(read.items(), ones, tens, strict=True):
        yield Value(
            between=between,
            one=one,
            ten=ten,
            other=joined(*_others(found)) or NOT_APPLICABLE,
            index=_index(found.get(_ONE_MINUTE_S), found.get(_TEN_MINUTES_S)),
            mark=worst(judged_in(dossier.site, test, each.resistance_mohm, test.limit) for test, each in found.values())
            or NOT_DONE,
        )


_Read = Mapping[Number | None, tuple[InsulationTest, Resistance]]


def _text(found: _Read, duration_s: Number) -> str:
    return number(found[duration_s][1].resistance_mohm) if duration_s in found else text("not done")


def _others(found: _Read) -> Iterator[str]:
    for duration_s, (_, each) in found.items():
        if duration_s is None:
            yield text("{value}, time not recorded", value=number(each.resistance_mohm))
        elif duration_s not in (_ONE_MINUTE_S, _TEN_MINUTES_S):
            yield text("{value} after {time}", value=number(each.resistance_mohm), time=quantity(duration_s, "s"))


def _index(one: tuple[InsulationTest, Resistance] | None, ten: tuple[InsulationTest, Resistance] | None) -> str:
    """Return the value after 10 minutes over that after 1 minute, of one day and one voltage only."""
    if one is None or ten is None or not one[1].resistance_mohm:
        return NOT_APPLICABLE
    (first, low), (second, high) = one, ten
    same = (first.at[:10], first.test_voltage_v) == (second.at[:10], second.test_voltage_v)
    return number(high.resistance_mohm / low.resistance_mohm, 3) if same else NOT_APPLICABLE


def _conditions(test: InsulationTest) -> Conditions:
    unknown = text("not recorded")
    air = text("air {value}", value=quantity(test.ambient_c, "°C")) if test.ambient_c is not None else ""
    winding = test.winding_temperature_c
    return Conditions(
        about=test.object,
        at=moment(test.at),
        person=persons_of(test),
        voltage=quantity(test.test_voltage_v, "V"),
        duration=unknown if test.duration_s is None else quantity(test.duration_s, "s"),
        temperatures=joined(air, text("winding {value}", value=quantity(winding, "°C")) if winding is not None else "")
        or unknown,
        humidity=unknown if test.humidity_percent is None else quantity(test.humidity_percent, "%"),
        instrument=test.instrument,
        record=test.name,
    )
