"""What is due when: tests that were agreed, calibrations that end, waivers that expire."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from plantwright.findings.verdict import signed
from plantwright.report.language import text
from plantwright.report.marks import Mark
from plantwright.report.text import NOT_APPLICABLE, joined, word
from plantwright.report.views.calibrations import due_mark, due_of
from plantwright.report.views.dossier import Dossier
from plantwright.rules.facts import most, rating
from plantwright.rules.members import grouped
from plantwright.site.records import Handover, of_kind

NEXT_TEST = "next test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something to do by a day, at one object or several; `left` is in days, `source` says where the day comes from."""

    day: str
    what: str
    object: str
    left: str
    source: str
    mark: Mark


def calendar(dossier: Dossier) -> tuple[Due, ...]:
    """Return everything with a day, the earliest first; what has none stands at the end."""
    alike = grouped(_every(dossier), lambda each: joined(each.day, each.what, each.source, by="|"))
    rows = (replace(same[0], object=joined(*(each.object for each in same))) for same in alike.values())
    return tuple(sorted(rows, key=lambda each: (not each.day, each.day, each.object)))


def next_tests(dossier: Dossier) -> tuple[Due, ...]:
    """Return the tests that were agreed at the handover, the earliest first."""
    return tuple(sorted(_agreed(dossier), key=lambda each: (not each.day, each.day)))


def _every(dossier: Dossier) -> Iterator[Due]:
    yield from _agreed(dossier)
    yield from _instruments(dossier)
    yield from _sensors(dossier)
    for waiver in dossier.site.waivers.values():
        source = text("site files, {key}", key="waivers")
        yield _due(dossier, waiver.expires, text("waiver expires"), waiver.tag, source)


def _agreed(dossier: Dossier) -> Iterator[Due]:
    for each in of_kind(dossier.records, Handover):
        if each.item == NEXT_TEST:
            what = each.text or text("test agreed at the handover")
            yield _due(dossier, each.due, what, each.object, joined(text("record"), each.name, by=" "))


def _instruments(dossier: Dossier) -> Iterator[Due]:
    for tool in dossier.site.instruments.values():
        source = text("its newest calibration")
        yield _due(dossier, due_of(dossier, tool), text("calibration of the test instrument ends"), tool.tag, source)


def _sensors(dossier: Dossier) -> Iterator[Due]:
    """Yield the end of the year for which the error of an installed transducer is stated, by its type."""
    for sensor in dossier.site.sensors.values():
        interval = rating(sensor.type, "calibration_interval_days")
        source = str(interval.source) if interval else NOT_APPLICABLE
        what = text("stated accuracy of the transducer ends")
        yield _due(dossier, _end(sensor.calibration_date, most(interval)), what, sensor.tag, source)


def _end(begin: str, days: float | None) -> str:
    """Return the day that lies a number of days behind another, empty when one of them is not known."""
    if not begin or days is None:
        return ""
    return (datetime.date.fromisoformat(begin) + datetime.timedelta(days=days)).isoformat()


def _due(dossier: Dossier, day: str, what: str, tag: str, source: str) -> Due:
    left = (datetime.date.fromisoformat(day) - dossier.today).days if day else None
    return Due(
        day=day,
        what=what,
        object=word(tag),
        left=NOT_APPLICABLE if left is None else signed(str(left)),
        source=source,
        mark=due_mark(left),
    )
