"""STA031: a setting is stated that the chosen start or stop mode does not use."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import INFO, rule
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Site, Starter


@rule(
    id="STA031",
    severity=INFO,
    title="Setting without effect in the chosen mode",
    source=Source(document="CLR8G operating manual", clause="5.1, 5.2", lines="186-266"),
    refs=("CLR-044", "CLR-046"),
    mend="remove the setting from the site files, or choose the mode in which it counts",
    bad={"starters.SS101.parameters.ramp_time_s": 20},
)
def setting_without_effect(site: Site) -> Iterator[Verdict]:
    """The value is pushed and read back, but nothing happens with it: perhaps another mode was meant."""
    for starter in site.starters.values():
        stated = [name for name in starter.parameters if _used_when(starter, name)]
        idle = {name: why for name in stated if (why := _why_idle(starter, name))}
        if not stated:
            yield not_applicable(starter, "no setting is stated that depends on the start or stop mode")
        elif not idle:
            yield passed(starter, f"the chosen modes use {', '.join(stated)}", path=starter.path("parameters"))
        for name, why in idle.items():
            message, path = f"{name} has no effect: {why}", starter.path("parameters", name)
            yield fail(
                starter, message, path=path, value=starter.setting(name), hint=f"remove {name}, or choose a mode"
            )


def _used_when(starter: Starter, name: str) -> bool:
    return name in starter.type.parameters and bool(starter.type.parameters[name].used_when)


def _why_idle(starter: Starter, name: str) -> str:
    """Return which mode leaves a setting unused, "" when it has an effect."""
    for mode, values in starter.type.parameters[name].used_when.items():
        if starter.setting(mode) not in values:
            return f"{mode} is {starter.setting(mode)}, not {' or '.join(map(str, values))}"
    return ""
