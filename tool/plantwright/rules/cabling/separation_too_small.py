"""CAB010: a data cable lies too close to the power cables of its route."""

from collections.abc import Iterator

from plantwright.findings.verdict import Path, Source, Verdict
from plantwright.physics import separation
from plantwright.rules.cabling.neighbours import POWER, Neighbours, neighbours
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, fail, not_applicable, not_checked, passed
from plantwright.site.model import Cable, Route, Site
from plantwright.site.tables import SeparationTable, separation_table

UNDECLARED = "a"  # the class of a cable that declares none: nothing is known of its coupling attenuation


@rule(
    id="CAB010",
    severity=ERROR,
    title="Data cable too close to power cables",
    source=Source(document="EN 50174-2:2009 (as tabulated in the Elboken handbook 2017)", clause="page 528"),
    refs=("X-044", "EM-SEP-01", "EM-SEP-02", "EM-SEP-03"),
    good={"routes.R3.positions_mm.W902": 540},
    bad={"routes.R1.positions_mm.W911": 160},
)
def separation_too_small(site: Site) -> Iterator[Verdict]:
    """Distance is the cheapest shield: A = S x P, by cable class, metal between, and power circuits beside it."""
    name = site.standards.separation
    table = separation_table(name) if name else None
    for route in site.routes.values():
        for cable in site.cables.values():
            if route.tag not in cable.route or cable.kind == POWER:
                continue
            pair, path = f"{cable.tag}@{route.tag}", route.path("positions_mm", cable.tag)
            if cable.kind == "fibre":
                yield not_applicable(pair, "a fibre cable picks up nothing", path=path)
            elif table is None:
                why = f"no table of the rule set {name!r} is known" if name else ""
                yield not_checked(pair, *([] if name else ["standards.separation"]), why=why, path=path)
            else:
                yield _verdict(pair, path, table, cable, route, neighbours(site, cable, route))


def _verdict(pair: str, path: Path, table: SeparationTable, cable: Cable, route: Route, beside: Neighbours) -> Verdict:
    if beside.missing:
        return not_checked(pair, *beside.missing, path=path)
    if not beside.nearest:
        return not_applicable(pair, "no power cable on this route", path=path)
    if beside.divided:
        return not_checked(
            pair, why=f"the {route.divider} divider of {route.tag} has no column in the table", path=path
        )
    barrier, cable_class = table.barriers.get(route.containment), cable.segregation_class or UNDECLARED
    if barrier is None:
        return not_checked(pair, why=f"the containment {route.containment!r} has no column in the table", path=path)
    base, factor = table.base_mm[cable_class], separation.power_factor(beside.circuits, table.power_factor)
    needed = separation.minimum_separation_mm(base.by_barrier[barrier], factor)
    declared = f"class {cable_class}" + ("" if cable.segregation_class else ", as none is declared")
    message = (
        f"{amount(beside.distance_mm, 'mm')} from {beside.nearest}, at least {amount(needed, 'mm')} needed "
        f"on a {route.containment} ({declared}; {beside.circuits} circuits)"
    )
    say, hint = (
        (passed, "")
        if beside.distance_mm >= needed - 1e-9
        else (fail, "move the cables apart, or declare a better class")
    )
    margin = round(beside.distance_mm - needed, 6)
    return say(
        pair,
        message,
        path=path,
        source=base.source,
        value=beside.distance_mm,
        limit=round(needed, 6),
        unit="mm",
        margin=margin,
        hint=hint,
    )
