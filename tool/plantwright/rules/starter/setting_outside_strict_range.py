"""STA022: a setting is allowed by one passage of the manual and not by another."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import not_applicable, span, within
from plantwright.site.catalog import Parameter
from plantwright.site.model import Device, Site


@rule(
    id="STA022",
    severity=WARNING,
    title="Setting outside the range that every passage of the manual allows",
    source=Source(document="CLR8G operating manual", clause="5.1, 5.2 against table 7-1", lines="200-266, 289-295"),
    refs=("CLR-035", "CLR-036", "CLR-037", "CLR-039", "CLR-040", "CLR-041", "CLR-042"),
    mend="stay in the range of the stricter table too, or confirm the value on the unit",
    bad={"starters.SS101.parameters.soft_stop_time_s": 12},
)
def setting_outside_strict_range(site: Site) -> Iterator[Verdict]:
    """The manual states some ranges twice and differently; only the part they share is sure to work as meant."""
    for device in site.devices():
        for name, value in device.parameters.items():
            parameter = device.type.parameters.get(name)
            if parameter is None or parameter.strict_source is None or not isinstance(value, int | float):
                continue
            if _used(device, parameter):
                yield _verdict(device, parameter, value)
            else:
                yield not_applicable(device, f"{name} has no effect in this mode", path=device.path("parameters", name))


def _verdict(device: Device, parameter: Parameter, value: float) -> Verdict:
    unit, path, source = parameter.unit, device.path("parameters", parameter.name), parameter.strict_source
    strict, wide = (parameter.strict_minimum, parameter.strict_maximum), (parameter.minimum, parameter.maximum)
    hint = f"stay in the range of {source} too, or confirm the value on the unit"

    def what() -> str:
        return f"{parameter.name} (allowed is {span(*wide, unit)} after {parameter.source})"

    return within(device, what, (value, value), strict, unit, path=path, source=source, hint=hint)


def _used(device: Device, parameter: Parameter) -> bool:
    return all(device.setting(name) in values for name, values in parameter.used_when.items())
