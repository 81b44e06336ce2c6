"""INS050: what starts the measurements of an insulation monitor cannot drive its trigger input."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, listed, most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, fail, not_applicable, not_checked, passed
from plantwright.site.model import Monitor, Site, Trigger

LIMITS = (
    ("residual_voltage_v", "trigger_residual_voltage_v", "voltage across the closed contact", "V"),
    ("leakage_current_ma", "trigger_leakage_current_ma", "leakage current of the open contact", "mA"),
)
"""Key of the trigger, rating of the type, the words, the unit."""


@rule(
    id="INS050",
    severity=ERROR,
    title="Trigger of the insulation monitor unsuitable",
    source=Source(document="K7GE-MG datasheet", clause="Trigger input", lines="112-115"),
    refs=("K7-028", "X-008"),
    mend="trigger from a voltage-free contact that meets the stated limits, through a relay where needed",
    good={"monitors.IM1.trigger.residual_voltage_v": 0.4},
    bad={"monitors.IM1.trigger.residual_voltage_v": 2},
    waivable=False,
)
def trigger_source_unsuitable(site: Site) -> Iterator[Verdict]:
    """The input brings its own 7 mA: another voltage on it harms the unit, a poor contact is never seen as closed."""
    for monitor in site.monitors.values():
        if monitor.trigger is None:
            yield not_applicable(monitor, "no trigger is stated")
        else:
            yield _verdict(monitor, monitor.trigger)


def _verdict(monitor: Monitor, trigger: Trigger) -> Verdict:
    fact, path = rating(monitor.type, "trigger_contacts"), monitor.path("trigger", "kind")
    if fact is None:
        return not_checked(monitor, absent(monitor.type, "trigger_contacts"))
    wanted = " or ".join(map(str, listed(fact)))
    if trigger.kind not in listed(fact):
        hint = "put a relay with a contact of its own between"
        message = f"the trigger is a {trigger.kind}, {wanted} is needed"
        return fail(monitor, message, path=path, value=trigger.kind, limit=wanted, hint=hint)
    measured = [_limit(monitor, trigger, *each) for each in LIMITS]
    judged = sorted((each for each in measured if each), key=lambda each: not each.failed)
    return judged[0] if judged else passed(monitor, f"the trigger is a {trigger.kind}", path=path, value=trigger.kind)


def _limit(monitor: Monitor, trigger: Trigger, key: str, name: str, what: str, unit: str) -> Verdict | None:
    """Return the verdict on a number of the trigger, None where either side states none."""
    value, limit = getattr(trigger, key), most(rating(monitor.type, name))
    if value is None or limit is None:
        return None
    return at_most(monitor, what, value, limit, unit, path=monitor.path("trigger", key))
