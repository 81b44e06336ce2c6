"""STA040: a capacitor at the output of a soft starter."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import drives
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Site


@rule(
    id="STA040",
    severity=ERROR,
    title="Capacitor at the output of a soft starter",
    source=Source(document="CLR8G operating manual", clause="Warnings", lines="29"),
    refs=("CLR-018", "X-004"),
    mend="connect the capacitor on the supply side of the starter",
    bad={
        "barriers.C1": {"kind": "capacitor", "title": "Power factor capacitor"},
        "feeders.P101.path": ["F101", "SS101", "C1", "K101", "CT101", "M101"],
    },
    waivable=False,
)
def capacitor_at_output(site: Site) -> Iterator[Verdict]:
    """The manual forbids a capacitor there: each firing of the thyristors would charge it in one surge."""
    driven_by = drives(site)
    for starter in site.starters.values():
        if starter.tag not in driven_by:
            yield not_applicable(starter, "no feeder with a motor contains it")
            continue
        feeder, _ = driven_by[starter.tag]
        first = feeder.path_.index(starter.tag) + 1
        found = [tag for tag in feeder.path_[first:] if tag in site.barriers and site.barriers[tag].kind == "capacitor"]
        path = feeder.path("path")
        if found:
            place = (*path, feeder.path_.index(found[0]))
            hint = f"connect {found[0]} on the supply side of {starter.tag}"
            yield fail(starter, f"{', '.join(found)} behind the starter", path=place, value=found[0], hint=hint)
        else:
            yield passed(starter, f"no capacitor between {starter.tag} and the motor", path=path)
