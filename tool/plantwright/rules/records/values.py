"""The values of a record that have a limit beside them, whatever kind it is of."""

import unicodedata
from collections.abc import Iterator
from functools import singledispatch
from typing import NamedTuple

from plantwright.site.model import Site
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
    """A value with its limit, what it is in words, and the keys that lead to it in the record.

    `instrument` measured it, where that is another one than that of the record.
    """

    what: str
    value: Number
    limit: Limit
    keys: tuple[str | int, ...]
    instrument: str = ""


NO_MARGIN = Limit(unit="dB", source="the limit set in the tester", minimum=0)


def judged(record: Record) -> Iterator[Judged]:
    """Yield every value of a record that has a limit."""
    for place, check in enumerate(record.checks):
        if check.limit and isinstance(check.value, int | float) and not isinstance(check.value, bool):
            keys = ("checks", place, "value")
            yield Judged(f"the value of line {check.line}", check.value, check.limit, keys, check.instrument)
    yield from _own(record)


def uncertainty(site: Site, record: Record, value: Number, unit: str, instrument: str = "") -> float | None:
    """Return how far a measured value may be off, in its unit; None where nobody stated it.

    A certificate that states the accuracy of its tester counts before the instrument of the site files; `instrument`
    is one that measured this value alone.
    """
    if isinstance(record, CopperCertificate) and record.accuracy_db is not None:
        return float(record.accuracy_db)
    tool = site.instruments.get(instrument or record.instrument)
    stated = [each for each in tool.uncertainty if _same(each.unit, unit)] if tool else []
    return stated[0].at(value) if stated else None


def _same(one: str, other: str) -> bool:
    """Tell whether two units are one; the signs of ohm and micro have two codes each."""
    return unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)


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
    beside = record.reference
    if beside and beside.limit:
        keys = ("reference", "reading_a")
        apart = round(abs(beside.reading_a - beside.reference_a), 9)
        yield Judged("the distance of the reading from the reference", apart, beside.limit, keys)
