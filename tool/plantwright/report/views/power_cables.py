"""Power cables as built: their design, and what was recorded of the cable with its motor and terminals."""

from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.marks import FAIL, NOT_DONE, PASS, Mark, worst
from plantwright.report.text import NOT_APPLICABLE, joined, number, quantity
from plantwright.report.views.cables import CableRow, cable_rows
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.limits import limit_source, limit_words
from plantwright.site.model import Feeder
from plantwright.site.records import FirstStart, InsulationTest, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerCable:
    """A cable; insulation, torque and phase sequence are those recorded of its motor and feeder."""

    cable: CableRow
    insulation: str
    torque: str
    phases: str
    mark: Mark


def power_cables(dossier: Dossier) -> tuple[PowerCable, ...]:
    """Return every power cable, as the site files name them."""
    return tuple(_row(dossier, each) for each in cable_rows(dossier) if each.kind == "power")


def _row(dossier: Dossier, cable: CableRow) -> PowerCable:
    site = dossier.site
    feeder = site.feeder_of(cable.end) or site.feeder_of(cable.start)
    test = dossier.record("insulation-test", cable.end) if cable.end in site.motors else None
    torque = dossier.record("torque", feeder.tag) if feeder else None
    return PowerCable(
        cable=cable,
        insulation=_insulation(test, cable.end in site.motors),
        torque=text("recorded {day}", day=torque.at[:10]) if torque else text("not done"),
        phases=_phases(dossier, feeder),
        mark=worst(_passed(each) for each in (test, torque)) or NOT_DONE,
    )


def _insulation(test: Record | None, of_a_motor: bool) -> str:
    if not isinstance(test, InsulationTest):
        return text("not done") if of_a_motor else NOT_APPLICABLE
    lowest = min((each.resistance_mohm for each in test.measurements), default=None)
    read = joined(quantity(lowest, "MΩ"), f"({number(test.test_voltage_v)} V)", by=" ")
    return joined(read, limit_words(test.limit), limit_source(test.limit))


def _phases(dossier: Dossier, feeder: Feeder | None) -> str:
    start = dossier.record("first-start", feeder.tag) if feeder else None
    if not isinstance(start, FirstStart):
        return text("not done") if feeder else NOT_APPLICABLE
    return start.phase_sequence or text("not recorded")


def _passed(record: Record | None) -> Mark:
    """Return how a record ended, the lines of procedures in it included."""
    return NOT_DONE if record is None else PASS if record.passed else FAIL
