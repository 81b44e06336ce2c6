"""The labels of the devices: a list of them, then sheets of labels of 70 x 36 mm."""

from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.register import kinds
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame, number_of
from plantwright.report.views.labels import Label, label, sheets
from plantwright.site.model import Device

_OWN = ("parameter-sheet", "current-chain")  # documents about one device, the first counts


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLabels:
    """Every label, and how they lie on the sheets."""

    frame: Frame
    labels: tuple[Label, ...]
    sheets: tuple[tuple[Label, ...], ...]


def _page(dossier: Dossier, frame: Frame) -> DeviceLabels:
    own = {tag: name for name in reversed(_OWN) for tag in kinds()[name].objects(dossier)}
    labels = tuple(
        label(device, _number(dossier, device, own.get(device.tag, "")), frame.revision, frame.config_short)
        for device in dossier.site.devices()
    )
    return DeviceLabels(frame=frame, labels=labels, sheets=sheets(labels, frame.paper))


def _number(dossier: Dossier, device: Device, own: str) -> str:
    """Return the number of the document about a device: its own, the record of its feeder, or the report."""
    if own:
        return number_of(dossier, kinds()[own].code, device.tag)
    feeder = dossier.site.feeder_of(device.tag)
    name = "feeder-record" if feeder else "commissioning-report"
    return number_of(dossier, kinds()[name].code, feeder.tag if feeder else "")


DEVICE_LABELS = Kind(
    name="device-labels",
    title=text("Device labels"),
    code="&EPB001",
    handover="01-01",
    empty=text("the site has no device"),
    template="device-labels.html.j2",
    objects=lambda dossier: ("",) if dossier.site.devices() else (),
    page=_page,
)
