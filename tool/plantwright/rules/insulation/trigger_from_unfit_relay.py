"""INS053: the relay of a soft starter that triggers an insulation monitor does not tell that the motor has stopped."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.model import Monitor, Site, Starter, Trigger

FITTING = {"motor-stopped": ("standby",), "motor-running": ("start-to-stop",)}
"""When the contact closes -> the functions of the relay that say it."""
RESERVED = "in-line"


@rule(
    id="INS053",
    severity=WARNING,
    title="Trigger from a starter relay that does not tell the standstill",
    source=Source(
        document="CLR8G operating manual", clause="4.3; 7, table 7-1", lines="164, 297", provenance="derived"
    ),
    refs=("X-007", "K7-028"),
    mend="trigger from an auxiliary contact of the isolating contactor, or set the relay so that it follows the motor",
    good={"monitors.IM1.trigger.from": ["SS101"], "starters.SS101.parameters.programmable_relay": "standby"},
    bad={"starters.SS101.parameters.programmable_relay": "fault"},
)
def trigger_from_unfit_relay(site: Site) -> Iterator[Verdict]:
    """The relay has one function: in the in-line variant it runs the fan, and most functions say nothing here."""
    for monitor in site.monitors.values():
        starters = [site.starters[tag] for tag in _sources(monitor.trigger) if tag in site.starters]
        if monitor.trigger is None or not starters:
            yield not_applicable(monitor, "no relay of a soft starter triggers it")
        for starter in starters if monitor.trigger else ():
            yield _verdict(monitor, monitor.trigger.closes_when if monitor.trigger else "", starter)


def _sources(trigger: Trigger | None) -> tuple[str, ...]:
    return trigger.from_ if trigger else ()


def _verdict(monitor: Monitor, closes_when: str, starter: Starter) -> Verdict:
    function, path = starter.setting("programmable_relay"), monitor.path("trigger", "from")
    if starter.variant == RESERVED:
        message = f"the relay of {starter.tag} runs its fan and is not free"
        hint = "use an auxiliary contact of the isolating contactor"
        return fail(monitor, message, path=path, value=starter.tag, hint=hint)
    if not closes_when or function is None:
        key = f"starters.{starter.tag}.parameters.programmable_relay"
        return not_checked(monitor, key if closes_when else f"monitors.{monitor.tag}.trigger.closes_when")
    wanted, found = " or ".join(FITTING[closes_when]), f"the relay of {starter.tag} has the function {function}"
    if function in FITTING[closes_when]:
        return passed(monitor, found, path=path, value=str(function))
    place = starter.path("parameters", "programmable_relay")
    message = f"{found}, {wanted} tells what the trigger needs"
    return fail(monitor, message, path=place, value=str(function), limit=wanted, hint=f"set it to {wanted}")
