"""STA034: a large bypass contactor is driven without an intermediate relay."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import least, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, fail, not_applicable, not_checked, passed
from plantwright.rules.starter.bypass import bypasses
from plantwright.site.model import Contactor, Number, Site, Starter

FACT = "intermediate_relay_from_kw"
DRIVERS = {"direct": "the contact of the starter", "intermediate-relay": "an intermediate relay"}


@rule(
    id="STA034",
    severity=ERROR,
    title="Large bypass contactor driven without an intermediate relay",
    source=Source(document="CLR8G operating manual", clause="4.3", lines="159"),
    refs=("CLR-022",),
    mend="put a relay between terminals 1 and 2 and the coil",
    bad={"contactors.K302.driven_through": "direct"},
)
def bypass_without_intermediate_relay(site: Site) -> Iterator[Verdict]:
    """The coil of a large contactor welds the small contact of the starter, and the bypass then stays closed."""
    for contactor, starter in bypasses(site):
        fact = rating(starter.type, FACT)
        power_kw, from_kw = starter.rated_power_kw, least(fact)
        if from_kw is None:
            yield not_applicable(contactor, f"{starter.type.type} states no power from which a relay is needed")
        elif power_kw is None:
            yield not_checked(contactor, f"starters.{starter.tag}.rated_power_kw")
        elif power_kw < from_kw:
            why = f"{starter.tag} has {amount(power_kw, 'kW')}, a relay is needed from {amount(from_kw, 'kW')}"
            yield not_applicable(contactor, why)
        elif not contactor.driven_through:
            yield not_checked(contactor, f"contactors.{contactor.tag}.driven_through")
        else:
            yield _verdict(contactor, starter, power_kw, from_kw)


def _verdict(contactor: Contactor, starter: Starter, power_kw: Number, from_kw: Number) -> Verdict:
    say = passed if contactor.driven_through == "intermediate-relay" else fail
    message = (
        f"driven by {DRIVERS[contactor.driven_through]}; {starter.tag} has "
        f"{amount(power_kw, 'kW')}, an intermediate relay is needed from {amount(from_kw, 'kW')}"
    )
    hint, path = "put a relay between terminals 1 and 2 and the coil", contactor.path("driven_through")
    return say(contactor, message, path=path, value=power_kw, limit=from_kw, unit="kW", hint=hint)
