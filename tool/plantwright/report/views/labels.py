"""Labels of the devices, as they lie on a sheet: what a device is, and which document to look into."""

from collections.abc import Sequence
from dataclasses import dataclass

from plantwright.report.figures.qr import QrCode, qr_code
from plantwright.report.language import text
from plantwright.report.text import NOT_APPLICABLE, joined
from plantwright.site.model import Device

ROWS = {"a4": 8, "letter": 7}
"""Rows of labels of 70 x 36 mm on a sheet, three beside each other."""

_COLUMNS = 3
_LONG = 14  # characters of a tag beyond which it stands in smaller type


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label; `number` is that of the document its code leads to, `long` says that the tag needs smaller type."""

    tag: str
    long: bool
    title: str
    type: str
    serial: str
    bus: str
    number: str
    config: str
    qr: QrCode


def label(device: Device, number: str, revision: str, config: str) -> Label:
    """Return the label of a device; `number` is that of the document about it."""
    return Label(
        tag=device.tag,
        long=len(device.tag) > _LONG,
        title=device.title,
        type=joined(text(device.type.title), device.model),
        serial=device.serial or NOT_APPLICABLE,
        bus=f"{device.bus.name}, {device.bus.address}" if device.bus else NOT_APPLICABLE,
        number=number,
        config=config,
        qr=qr_code(f"{number} rev {revision} config {config}"),
    )


def sheets(labels: Sequence[Label], paper: str) -> tuple[tuple[Label, ...], ...]:
    """Return labels as they lie on sheets, row by row; `paper` is a4 or letter."""
    most = _COLUMNS * ROWS[paper]
    return tuple(tuple(labels[start : start + most]) for start in range(0, len(labels), most))
