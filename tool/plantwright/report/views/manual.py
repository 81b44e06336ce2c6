"""What only a person can do: keypad settings with a field to sign, and the steps of each device type."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.text import joined, number, quantity
from plantwright.report.views.control import types_used
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.settings import beside, named
from plantwright.site.catalog import DeviceType, Value
from plantwright.site.model import Device
from plantwright.site.records import ManualStep, of_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class KeypadSetting:
    """A stated setting that no register takes; `done` says who recorded it, empty when it is to be signed.

    `as_found` and `as_left` are what the device showed before and after. `revised`: its value differs from the
    revision before.
    """

    device: str
    code: str
    title: str
    original: str
    language: str
    value: str
    as_found: str
    as_left: str
    done: str
    revised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    id: str
    when: str
    text: str
    source: str
    done: tuple[str, ...]  # for each device, empty when it is to be signed


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeSteps:
    """The steps of a device type, with a column for each device."""

    title: str
    devices: tuple[str, ...]
    steps: tuple[StepRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualWork:
    settings: tuple[KeypadSetting, ...]
    types: tuple[TypeSteps, ...]


_COLUMNS = 5  # devices beside each other


def manual_work(dossier: Dossier) -> ManualWork:
    """Return what is left to people."""
    return ManualWork(
        settings=tuple(row for device in dossier.site.devices() for row in _settings(dossier, device)),
        types=tuple(part for each in types_used(dossier) if each.steps for part in _types(dossier, each)),
    )


def _settings(dossier: Dossier, device: Device) -> Iterator[KeypadSetting]:
    for name, value in device.parameters.items():
        parameter = device.type.parameters.get(name)
        if parameter and parameter.by_hand:
            title, original = named(dossier, device.type, parameter)
            yield KeypadSetting(
                device=device.tag,
                code=parameter.code,
                title=title,
                original=original,
                language=beside(dossier, device.type),
                value=quantity(value, parameter.unit),
                as_found=_newest(dossier, device.tag, name, lambda step: step.as_found),
                as_left=_newest(dossier, device.tag, name, lambda step: step.entered),
                done=_signed(dossier, device.tag, name),
                revised=dossier.since.setting(device.tag, name),
            )


def _types(dossier: Dossier, each: DeviceType) -> Iterator[TypeSteps]:
    tags = [device.tag for device in dossier.site.devices() if device.type.type == each.type]
    for start in range(0, len(tags), _COLUMNS):
        part = tuple(tags[start : start + _COLUMNS])
        steps = tuple(
            StepRow(
                id=step.id,
                when=text(step.when),
                text=text(step.text),
                source=joined(step.source.clause, text("lines {lines}", lines=lines) if lines else ""),
                done=tuple(_signed(dossier, tag, step.id) for tag in part),
            )
            for step in each.steps
            for lines in (step.source.lines,)
        )
        yield TypeSteps(title=text(each.title), devices=part, steps=steps)


def _newest(dossier: Dossier, tag: str, name: str, of: Callable[[ManualStep], Mapping[str, Value]]) -> str:
    """Return the value of a setting in the newest record that has it, empty without one."""
    shown = [of(each)[name] for each in of_kind(dossier.records, ManualStep) if each.object == tag and name in of(each)]
    return number(shown[-1]) if shown else ""


def _signed(dossier: Dossier, tag: str, step: str) -> str:
    """Return who recorded a manual step and when."""
    done = [
        each
        for each in of_kind(dossier.records, ManualStep)
        if each.object == tag and (step == each.step or step in each.entered)
    ]
    return f"{done[-1].person} {done[-1].at[:10]}".strip() if done else ""
