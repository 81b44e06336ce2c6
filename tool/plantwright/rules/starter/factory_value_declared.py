"""STA041: the site files state a value that the factory sets for each unit."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Device, Site


@rule(
    id="STA041",
    severity=ERROR,
    title="Factory calibration in the site files",
    source=Source(document="CLR8G operating manual", clause="7, table 7-1", lines="298-299"),
    refs=("CLR-049", "CLR-084"),
    mend="take the setting out of the site files",
    bad={"starters.SS101.parameters.current_calibration_percent": 120},
    waivable=False,
)
def factory_value_declared(site: Site) -> Iterator[Verdict]:
    """A calibration belongs to one unit; copied to another it makes every measured current, and every trip, wrong."""
    for device in site.devices():
        kept = [name for name, each in device.type.parameters.items() if each.deployment == "never"]
        if not kept:
            yield not_applicable(device, "its type has no factory calibration")
            continue
        yield _verdict(device, [name for name in kept if name in device.parameters])


def _verdict(device: Device, stated: list[str]) -> Verdict:
    if not stated:
        return passed(device, "its factory calibration is left alone")
    path, hint = device.path("parameters", stated[0]), f"take {' and '.join(stated)} out of the site files"
    message = f"{', '.join(stated)} is set by the factory for this unit, and never written"
    return fail(device, message, path=path, value=device.parameters[stated[0]], hint=hint)
