"""CAB010: a data cable lies too close to the power cables of its route."""

from collections.abc import Iterator

from plantwright.findings.verdict import Path, Source, Verdict
from plantwright.physics import separation
from plantwright.rules.cabling.neighbours import POWER, Neighbours, neighbours
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import cables_by_route
from plantwright.rules.say import at_least, not_applicable, not_checked
from plantwright.site.model import Cable, Route, Site
from plantwright.site.separation_tables import rule_set
from plantwright.site.tables import SeparationTable, separation_table

NAME = "en-50174-2-2009"
UNDECLARED = "a"  # the class of a cable that declares none: nothing is known of its coupling attenuation


@rule(
    id="CAB010",
    severity=ERROR,
    title="Data cable too close to power cables",
    source=Source(document="EN 50174-2:2009 (as tabulated in the Elboken handbook 2017)", clause="page 528"),
    refs=("X-044", "EM-SEP-01", "EM-SEP-02", "EM-SEP-03"),
    mend="move the cables apart, or use a cable of a better class, screened, or fibre",
    good={"routes.R3.positions_mm.W902": 540},
    bad={"routes.R1.positions_mm.W911": 160},
)
def separation_too_small(site: Site) -> Iterator[Verdict]:
    """Distance is the cheapest shield: A = S x P, by cable class, metal between, and power circuits beside it."""
    names, cables = site.standards.separation, cables_by_route(site)
    table = separation_table(NAME) if NAME in names else None
    for route in site.routes.values():
        here = cables.get(route.tag, ())
        for cable in here:
            pair, path = f"{cable.tag}@{route.tag}", route.path("positions_mm", cable.tag)
            if cable.kind == POWER:
                continue
            if cable.kind == "fibre":
                yield not_applicable(pair, "a fibre cable picks up nothing", path=path)
            elif not any(map(rule_set, names)):
                why = f"no table of the rule set {', '.join(names)} is known" if names else ""
                yield not_checked(pair, *([] if names else ["standards.separation"]), why=why, path=path)
            elif table is None:
                yield not_applicable(pair, f"standards.separation does not name {NAME}", path=path)
            else:
                yield _verdict(pair, path, table, cable, route, neighbours(site, cable, route, here))


def _verdict(pair: str, path: Path, table: SeparationTable, cable: Cable, route: Route, beside: Neighbours) -> Verdict:
    barrier, cable_class = table.barriers.get(route.containment), cable.segregation_class or UNDECLARED
    if beside.missing:
        return not_checked(pair, *beside.missing, path=path)
    if not beside.nearest:
        return not_applicable(pair, "no power cable on this route", path=path)
    if beside.divided:
        return not_checked(pair, why=f"no column of the table holds for the {route.divider} divider", path=path)
    if barrier is None:
        return not_checked(pair, why=f"no column of the table holds for {route.containment}", path=path)
    base, factor = table.base_mm[cable_class], separation.power_factor(beside.circuits, table.power_factor)
    needed = separation.minimum_separation_mm(base.by_barrier[barrier], factor)
    declared = f"class {cable_class}" if cable.segregation_class else f"class {cable_class}, as none is declared"
    what = f"distance to {beside.nearest} ({route.containment}, {declared}, {beside.circuits} circuits)"
    hint = "move the cables apart, or use a cable of a better class, screened, or fibre"
    return at_least(pair, what, beside.distance_mm, needed, "mm", path=path, source=base.source, hint=hint)
