"""The values of a record that have a limit beside them, whatever kind it is of."""

from collections.abc import Iterator
from functools import singledispatch
from typing import NamedTuple

from plantwright.site.records import (
    BusCheck,
    CopperCertificate,
    CurrentChain,
    FibreLinkLoss,
    InsulationTest,
    Limit,
    Number,
    Record,
    Torque,
)


class Judged(NamedTuple):
    """A value with its limit, what it is in words, and the keys that lead to it in the record."""

    what: str
    value: Number
    limit: Limit
    keys: tuple[str | int, ...]


NO_MARGIN = Limit(unit="dB", source="the limit set in the tester", minimum=0)


def judged(record: Record) -> Iterator[Judged]:
    """Yield every value of a record that has a limit."""
    for place, check in enumerate(record.checks):
        if check.limit and isinstance(check.value, int | float) and not isinstance(check.value, bool):
            yield Judged(f"the value of line {check.line}", check.value, check.limit, ("checks", place, "value"))
    yield from _own(record)


@singledispatch
def _own(record: Record) -> Iterator[Judged]:
    """Yield the values that only a record of this kind has."""
    return iter(())


@_own.register
def _(record: InsulationTest) -> Iterator[Judged]:
    for place, each in enumerate(record.measurements):
        keys = ("measurements", place, "resistance_mohm")
        yield Judged(f"the insulation {each.between}", each.resistance_mohm, record.limit, keys)


@_own.register
def _(record: Torque) -> Iterator[Judged]:
    for place, each in enumerate(record.measurements):
        keys = ("measurements", place, "torque_nm")
        yield Judged(f"the torque at {each.joint}", each.torque_nm, each.limit, keys)


@_own.register
def _(record: FibreLinkLoss) -> Iterator[Judged]:
    for place, each in enumerate(record.measurements):
        what = f"the loss {each.direction} at {each.wavelength_nm} nm"
        yield Judged(what, each.loss_db, each.limit, ("measurements", place, "loss_db"))


@_own.register
def _(record: CopperCertificate) -> Iterator[Judged]:
    for place, each in enumerate(record.results):
        yield Judged(f"the margin of {each.what}", each.margin_db, NO_MARGIN, ("results", place, "margin_db"))


@_own.register
def _(record: BusCheck) -> Iterator[Judged]:
    if record.limit:
        yield Judged("the resistance of the line", record.resistance_ohm, record.limit, ("resistance_ohm",))


@_own.register
def _(record: CurrentChain) -> Iterator[Judged]:
    if record.limit:
        yield Judged("the reading without current", abs(record.zero_a), record.limit, ("zero_a",))
