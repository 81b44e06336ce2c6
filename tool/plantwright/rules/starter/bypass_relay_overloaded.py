"""STA035: the coil of a bypass contactor overloads the contact of the starter that drives it."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import not_applicable, not_checked
from plantwright.rules.starter.bypass import bypasses
from plantwright.rules.starter.contact_rating import contact_verdict
from plantwright.site.model import Site


@rule(
    id="STA035",
    severity=ERROR,
    title="Bypass relay of a soft starter overloaded",
    source=Source(document="CLR8G operating manual", clause="4.3", lines="159"),
    refs=("CLR-021",),
    mend="put an intermediate relay between the starter and the coil",
    bad={"contactors.K102.coil.current_a": 5.2},
)
def bypass_relay_overloaded(site: Site) -> Iterator[Verdict]:
    """A contact that welds keeps the motor on the network after a stop; at 380 V it may switch less than at 250 V."""
    for contactor, starter in bypasses(site):
        if contactor.driven_through == "intermediate-relay":
            yield not_applicable(contactor, "an intermediate relay drives the coil")
        elif contactor.coil is None:
            yield not_checked(contactor, f"contactors.{contactor.tag}.coil")
        else:
            yield contact_verdict(contactor, starter.type, "bypass_relay", contactor.coil, contactor.path("coil"))
