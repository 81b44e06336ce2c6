"""The parameter sheet of a device: what it must be set to, in large type, for the door of its enclosure."""

from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.text import joined
from plantwright.report.views.buses import Fact
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.report.views.parameters import card_facts, read_from
from plantwright.report.views.settings import Settings, settings
from plantwright.site.model import Device


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterSheet:
    """The settings of a device that the site files state; `state`: where they come from, how many more there are."""

    frame: Frame
    title: str
    facts: tuple[Fact, ...]
    settings: Settings
    state: str


def _page(dossier: Dossier, frame: Frame) -> ParameterSheet:
    device = next(each for each in dossier.site.devices() if each.tag == frame.object)
    every = settings(dossier, device)
    return ParameterSheet(
        frame=frame,
        title=device.title,
        facts=card_facts(dossier, device),
        settings=every,
        state=joined(read_from(dossier, device), every.recorded, _others(every), every.cited, by=" "),
    )


def _others(every: Settings) -> str:
    return text(
        "{n} more settings of the device are not stated in the site files and stay as they are.",
        n=sum(not row.stated for row in every.rows),
    )


def _has_settings(device: Device) -> bool:
    return any(name in device.type.parameters for name in device.parameters)


PARAMETER_SHEET = Kind(
    name="parameter-sheet",
    title=text("Parameter sheet"),
    code="&EFQ001",
    handover="02-01",
    empty=text("no device has a stated setting"),
    template="parameter-sheet.html.j2",
    objects=lambda dossier: tuple(each.tag for each in dossier.site.devices() if _has_settings(each)),
    page=_page,
)
