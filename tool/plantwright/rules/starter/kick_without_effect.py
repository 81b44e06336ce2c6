"""STA028: a kick start is chosen whose pulse does nothing."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Site, Starter

RAMP, KICK, TIME = "ramp_start_voltage_percent", "kick_voltage_percent", "kick_time_ms"
KICKING = {
    "starters.SS401.parameters.start_mode": "kick-and-ramp",
    "starters.SS401.parameters.kick_voltage_percent": 70,
    "starters.SS401.parameters.kick_time_ms": 200,
}


@rule(
    id="STA028",
    severity=ERROR,
    title="Kick start without effect",
    source=Source(document="CLR8G operating manual", clause="5.1.3", lines="236-246"),
    refs=("CLR-045",),
    mend="raise kick_voltage_percent above the ramp start voltage, or choose a start mode without a kick",
    good=KICKING,
    bad={"starters.SS401.parameters.kick_voltage_percent": 20},
)
def kick_without_effect(site: Site) -> Iterator[Verdict]:
    """The pulse breaks a sticking load loose: it needs a time, and a voltage above the one the ramp begins with."""
    for starter in site.starters.values():
        if starter.setting("start_mode") != "kick-and-ramp":
            yield not_applicable(starter, f"start mode is {starter.setting('start_mode')}")
        elif fault := _fault(starter):
            key, message = fault
            yield fail(starter, message, path=starter.path("parameters", key), value=starter.setting(key))
        else:
            message = f"kick of {starter.setting(KICK)} % for {starter.setting(TIME)} ms before the ramp"
            yield passed(starter, message, path=starter.path("parameters", KICK))


def _fault(starter: Starter) -> tuple[str, str] | None:
    """Return the key that is wrong and why."""
    ramp, kick, time_ms = (starter.setting(name) for name in (RAMP, KICK, TIME))
    if not isinstance(time_ms, int | float) or time_ms <= 0:
        return TIME, f"{TIME} is {time_ms}: the pulse has no length"
    if not isinstance(kick, int | float) or (isinstance(ramp, int | float) and kick <= ramp):
        return KICK, f"{KICK} is {kick}, not above the ramp start voltage of {ramp} %"
    return None
