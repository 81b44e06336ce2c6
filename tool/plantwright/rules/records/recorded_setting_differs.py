"""REC015: the value that a person entered at a device is not the one of the site file."""

from collections.abc import Iterator, Mapping

from plantwright.findings.verdict import Path, Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import equal
from plantwright.site.catalog import Value
from plantwright.site.model import Device, Site
from plantwright.site.records import ManualStep, in_force, of_kind


@rule(
    id="REC015",
    severity=ERROR,
    title="Recorded setting differs from the site file",
    source=Source(document="plantwright record format", clause="manual-step"),
    refs=(),
    bad={"records.2026-10-05-settings-SS101.settings.motor_rated_current_a": 149},
)
def recorded_setting_differs(site: Site) -> Iterator[Verdict]:
    """Either the device is set wrongly, or the site file was changed since: in both cases one of them misleads.

    A setting that a register takes may have been written since it was entered; `verify` judges that one.
    """
    for (tag, name), (value, step, path) in entered(site).items():
        device = site.item(tag)
        if isinstance(device, Device) and name in by_person(device):
            parameter = device.type.parameters.get(name)
            yield equal(
                device,
                f"{step.file}: {name} as entered",
                value,
                device.parameters[name],
                parameter.unit if parameter else "",
                of="the value in the site file",
                path=path,
                hint="enter the value of the site file at the device and record it again",
            )


def entered(site: Site) -> Mapping[tuple[str, str], tuple[Value, ManualStep, Path]]:
    """Return device and setting -> the value entered last, its record, and where in it the value stands."""
    return {
        (step.object, name): (value, step, _path(step, name))
        for step in of_kind(in_force(site.records.values()), ManualStep)
        for name, value in step.entered.items()
        if step.passed
    }


def by_person(device: Device) -> tuple[str, ...]:
    """Return the declared settings of a device that a person enters at it."""
    known = device.type.parameters
    return tuple(name for name in device.parameters if name in known and known[name].by_hand)


def _path(step: ManualStep, name: str) -> Path:
    return step.path("settings", name) if name in step.settings else step.path("value")
