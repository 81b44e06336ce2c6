"""What stands in words under the feeders of a switchboard: what protects them, cable, motor and predicted start."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from plantwright.report.figures.board_layout import MARGIN, Layout
from plantwright.report.figures.drawing import Line, Shape, Text, fitted
from plantwright.report.language import text
from plantwright.report.text import joined, quantity, stated
from plantwright.site.model import Cable, Feeder, Protection, Site

HEADS = (
    text("Feeder"), text("Protection"), text("Cable"), text("Length"), text("Power"), text("Start, predicted"),
)  # fmt: skip
_ROW, _SIZE = 9.4, 6.8

HEIGHT = _ROW * len(HEADS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What stands in the column under a feeder, in words; `start` is the predicted current of its start."""

    protection: str = ""
    cable: str = ""
    length: str = ""
    power: str = ""
    start: str = ""


def facts_of(site: Site, feeder: Feeder, start_a: float | None) -> Facts:
    """Return the words under a feeder: what protects it, its cable to the motor, its motor, its start."""
    motor = site.motor_of(feeder)
    cables = [each for each in site.cables.values() if each.kind == "power" and motor and each.to == motor.tag]
    fuses = [site.protection[tag] for tag in feeder.path_ if tag in site.protection]
    return Facts(
        protection=joined(*map(rating_of, fuses), by=" + "),
        cable=joined(*(each.model or _cores(each) for each in cables)),
        length=joined(*(stated(each.length_m, "m") for each in cables)),
        power=quantity(motor.rated_power_kw, "kW") if motor else "",
        start=quantity(start_a, "A", 3) if start_a is not None else "",
    )


def cells_of(feeder: Feeder, facts: Facts) -> tuple[str, ...]:
    """Return the column of a feeder, in the order of `HEADS`."""
    return (feeder.tag, facts.protection, facts.cable, facts.length, facts.power, facts.start)


def facts_table(found: Layout, facts: Mapping[str, Facts], top: float) -> Iterator[Shape]:
    """Yield the facts of each feeder by its tag, in a column under it; the heads stand at the left."""
    for row, head in enumerate((*HEADS, "")):
        y = round(top + _ROW * row, 2)
        yield Line(points=((0, y), (found.right, y)), ink="line" if row in (0, len(HEADS)) else "grid")
        if head:
            yield Text(x=1, y=y + 7.4, text=fitted(head, MARGIN - 4, _SIZE), size=_SIZE, room=MARGIN - 4)
    for column in found.columns:
        cells = cells_of(column.feeder, facts.get(column.feeder.tag, Facts()))
        for row, cell in enumerate(cells):
            ink = "predicted" if row == len(cells) - 1 else "black"
            shown = fitted(cell or "—", found.step - 5, _SIZE, bold=row == 0)
            y = round(top + _ROW * row + 7.4, 2)
            yield Text(x=column.left + 2, y=y, text=shown, size=_SIZE, bold=row == 0, ink=ink)


def rating_of(device: Protection) -> str:
    """Return the class of a protective device and its rated current."""
    return joined(device.class_, stated(device.rated_current_a, "A"), by=" ")


def _cores(cable: Cable) -> str:
    known = cable.cores and cable.cross_section_mm2
    return f"{cable.cores} × {quantity(cable.cross_section_mm2, 'mm²')}" if known else ""
