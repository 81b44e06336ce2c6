"""CAB032: a network cable lies in a long trunking that is not of metal."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.cabling.rule_sets import not_named
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import cables_by_route
from plantwright.rules.say import at_most, not_applicable, passed
from plantwright.site.model import Route, Site
from plantwright.site.separation_tables import LENGTH_BUDGET, LengthBudget, rule_set

PLASTIC = "plastic-tray"
NETWORK = ("rs485", "data")


@rule(
    id="CAB032",
    severity=ERROR,
    title="Long trunking of a network cable not of metal",
    source=Source(document="Schneider Electric, Merlin 2000 guide", clause="trunking outside of cabinets"),
    refs=("X-044",),
    mend="use a tray or trunking of metal",
    good={"standards.separation": ["en-50174-2-2009", LENGTH_BUDGET]},
    bad={"routes.R2.containment": "plastic-tray"},
)
def long_trunking_not_metal(site: Site) -> Iterator[Verdict]:
    """Metal along the cable is the nearest return for a disturbing current; plastic is none."""
    table = rule_set(LENGTH_BUDGET)
    if not isinstance(table, LengthBudget) or LENGTH_BUDGET not in site.standards.separation:
        yield from not_named(LENGTH_BUDGET)
        return
    for tag, cables in cables_by_route(site).items():
        route = site.routes[tag]
        if any(cable.kind in NETWORK for cable in cables):
            yield _judged(table, route)
        else:
            yield not_applicable(route, "no network cable is on this route")


def _judged(table: LengthBudget, route: Route) -> Verdict:
    if route.containment != PLASTIC:
        return passed(route, f"the {route.containment.replace('-', ' ')} is of metal", path=route.path("containment"))
    longest_m, path = table.metal_trunking_from_m, route.path("containment")
    return at_most(route, "length without metal", route.length_m, longest_m, "m", path=path)
