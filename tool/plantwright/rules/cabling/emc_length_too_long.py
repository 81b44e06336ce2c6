"""CAB031: a network cable lies so near to power cables that its EMC length passes the budget of its network."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics import length_budget
from plantwright.rules.cabling.rule_sets import not_named
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, below, not_applicable, not_checked
from plantwright.site.model import Cable, Site
from plantwright.site.separation_tables import LENGTH_BUDGET, LengthBudget, rule_set

BUS = {"cables.W901.emc_network": "transparent-factory"}


@rule(
    id="CAB031",
    severity=ERROR,
    title="EMC length of a network cable too long",
    source=Source(document="Schneider Electric, Merlin 2000 guide and gndcab help", clause="theoretical EMC length"),
    refs=("X-044", "EM-SEP-01"),
    mend="lay the network cable away from power cables, or in a metal trunking of its own",
    good={"standards.separation": ["en-50174-2-2009", LENGTH_BUDGET], **BUS, "routes.R2.emc_factors": ["K6"]},
    bad={"routes.R2.emc_factors": ["K0"]},
)
def emc_length_too_long(site: Site) -> Iterator[Verdict]:
    """Each metre beside power cables counts for several; the sum of all routes stays below the network's budget."""
    table = rule_set(LENGTH_BUDGET)
    if not isinstance(table, LengthBudget) or LENGTH_BUDGET not in site.standards.separation:
        yield from not_named(LENGTH_BUDGET)
        return
    for cable in site.cables.values():
        if cable.kind in ("rs485", "data"):
            yield _judged(site, table, cable)


def _judged(site: Site, table: LengthBudget, cable: Cable) -> Verdict:
    routes = [site.routes[tag] for tag in cable.route]
    needs = [f"routes.{route.tag}.emc_factors" for route in routes if route.emc_factors is None]
    if not routes:
        return not_applicable(cable, "it is on no route")
    if not cable.emc_network:
        return not_checked(cable, f"cables.{cable.tag}.emc_network")
    if needs:
        return not_checked(cable, *needs)
    laid = [(route.length_m, [table.factors[name] for name in route.emc_factors or ()]) for route in routes]
    budget_m, path = table.budget_m[cable.emc_network], cable.path("route")
    longest = max(laid, key=lambda stretch: length_budget.emc_length_m([stretch]))
    alone_m = length_budget.longest_m(budget_m, longest[1])
    most = amount(float(alone_m), "m")
    hint = f"lay it away from power cables; alone, a stretch like its worst must stay below {most}"
    what = f"EMC length for {cable.emc_network}"
    return below(
        cable, what, length_budget.emc_length_m(laid), budget_m, "m", path=path, source=table.source, hint=hint
    )
