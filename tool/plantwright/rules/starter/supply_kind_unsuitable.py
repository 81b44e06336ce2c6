"""STA032: a soft starter is fed by something other than a network or a generator."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, listed, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Site


@rule(
    id="STA032",
    severity=ERROR,
    title="Kind of supply not suited to the soft starter",
    source=Source(document="CLR8G operating manual", clause="3", lines="104"),
    refs=("CLR-002",),
    mend="feed the starter from a public network, an own power station or a diesel generator",
    bad={"supply.kind": "converter"},
)
def supply_kind_unsuitable(site: Site) -> Iterator[Verdict]:
    """The thyristors fire at an angle behind the zero crossing; a switched waveform crosses zero thousands of times."""
    kind, path = site.supply.kind, ("supply", "kind")
    if site.starters and not kind:
        yield not_checked("supply", "supply.kind")
    for starter in site.starters.values() if kind else ():
        fact = rating(starter.type, "supply_kinds")
        if fact is None:
            yield not_checked(starter, absent(starter.type, "supply_kinds"))
            continue
        wanted = ", ".join(map(str, listed(fact)))
        say = passed if kind in listed(fact) else fail
        message = f"the supply is a {kind.replace('-', ' ')}; made for: {wanted}"
        yield say(starter, message, path=path, value=kind, limit=wanted, source=fact.source)
