"""STA036: what the programmable relay of a soft starter switches overloads its contact."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import not_applicable
from plantwright.rules.starter.contact_rating import contact_verdict
from plantwright.site.model import Site

KEY = "programmable_relay_load"


@rule(
    id="STA036",
    severity=ERROR,
    title="Programmable relay of a soft starter overloaded",
    source=Source(document="CLR8G operating manual", clause="4.3", lines="164"),
    refs=("CLR-023",),
    mend="switch the load through an intermediate relay",
    bad={"starters.SS101.programmable_relay_load": {"kind": "ac", "voltage_v": 380, "current_a": 2.5}},
)
def programmable_relay_overloaded(site: Site) -> Iterator[Verdict]:
    """At 380 V this contact may switch 2 A, one ampere less than the one beside it for the bypass."""
    for starter in site.starters.values():
        if load := starter.programmable_relay_load:
            yield contact_verdict(starter, starter.type, "programmable_relay", load, starter.path(KEY))
        else:
            yield not_applicable(starter, "no load of the programmable relay is stated")
