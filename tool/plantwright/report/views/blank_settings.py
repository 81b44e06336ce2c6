"""The settings in a blank record that only a person reads at a device: as found and as left, to be filled in."""

from collections.abc import Iterator
from dataclasses import dataclass

from plantwright.records.blank import Blank, name_of
from plantwright.report.language import text
from plantwright.report.text import NOT_APPLICABLE, joined, quantity, word
from plantwright.report.views.blank_fields import Box, Choice
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.settings import beside, named
from plantwright.site.catalog import Parameter
from plantwright.site.model import Device


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """A setting that is read at the device: `value` is that of the site files, `boxes` are as found and as left."""

    code: str
    title: str
    original: str
    language: str
    value: str
    boxes: tuple[Box, ...]


def setting_rows(dossier: Dossier, blank: Blank) -> Iterator[SettingRow]:
    """Yield the settings of a record, none when its object is no device."""
    device = dossier.site.item(blank.object)
    if not isinstance(device, Device):
        return
    for name in blank.settings:
        parameter = device.type.parameters[name]
        title, original = named(dossier, device.type, parameter)
        yield SettingRow(
            code=parameter.code or NOT_APPLICABLE,
            title=title,
            original=original,
            language=beside(dossier, device.type),
            value=quantity(device.parameters[name], parameter.unit),
            boxes=(
                _setting_box(blank, parameter, "as_found", text("as found")),
                _setting_box(blank, parameter, "settings", text("as left")),
            ),
        )


def _setting_box(blank: Blank, parameter: Parameter, key: str, when: str) -> Box:
    codes = ("true", "false") if parameter.kind == "boolean" else tuple(parameter.codes)
    words = {"true": text("yes"), "false": text("no")} if parameter.kind == "boolean" else {}
    choices = tuple(Choice(code=code, words=words.get(code) or word(code)) for code in codes)
    tip = joined(parameter.code or parameter.name, when)
    return Box(name=name_of(blank, (key, parameter.name)), tip=tip, choices=choices)
