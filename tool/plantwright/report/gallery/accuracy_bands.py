"""The accuracy of each type of current sensor, with the frequencies at which the plant uses it."""

from plantwright.report.figure_kind import FigureKind
from plantwright.report.figures.accuracy_bands import Use, accuracy_bands
from plantwright.report.figures.drawing import Figure
from plantwright.report.language import text
from plantwright.report.text import SITE_FILES, joined
from plantwright.report.views.dossier import Dossier
from plantwright.rules.current.ranges import bands
from plantwright.rules.facts import most, rating
from plantwright.site.catalog import DeviceType


def sensor_types(dossier: Dossier) -> tuple[str, ...]:
    """Return the device types of the sensors."""
    return tuple(dict.fromkeys(each.type.type for each in dossier.site.sensors.values()))


def source_of(kind: DeviceType) -> str:
    """Return where the accuracy of a device type, and the frequencies at which it is used, come from."""
    table = kind.tables.get("accuracy_bands")
    return joined(str(table.source) if table else "", SITE_FILES, by="; ")


def sensor_accuracy(dossier: Dossier, name: str) -> Figure:
    """Return the accuracy of a device type over frequency."""
    site = dossier.site
    sensors = [each for each in site.sensors.values() if each.type.type == name]
    kind = sensors[0].type
    uses = [Use(name=text("supply"), frequency_hz=float(site.supply.frequency_hz))]
    uses += [Use(name=each.tag, frequency_hz=float(each.highest_frequency_hz)) for each in sensors
             if each.highest_frequency_hz is not None]  # fmt: skip
    nominal = most(rating(kind, "nominal_current_a"))
    return accuracy_bands(
        kind.type.upper(), bands(kind), float(nominal) if nominal else None, uses, source=source_of(kind)
    )


ACCURACY_BANDS = FigureKind(
    name="accuracy-bands",
    objects=sensor_types,
    draw=sensor_accuracy,
    documents=("commissioning-report",),
)
