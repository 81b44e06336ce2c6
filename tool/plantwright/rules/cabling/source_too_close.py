"""CAB044: a motor, a transformer, a lamp or another source stands too close to a data cable."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.cabling.neighbours import POWER
from plantwright.rules.cabling.required import Situation, binding, required_distances
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import cables_by_route
from plantwright.rules.say import at_least, not_applicable, not_checked
from plantwright.site.model import Disturber, Route, Site
from plantwright.site.separation_tables import DistanceTable, rule_set
from plantwright.site.tables import SeparationTable

DEAF = (POWER, "fibre")


@rule(
    id="CAB044",
    severity=ERROR,
    title="Source of disturbance too close to a data cable",
    source=Source(
        document="An Analytical Study of Power Line Effect on UTP Cable using Lumped Circuit Components",
        clause="I",
        lines="52-116",
    ),
    refs=("EM-SRC-01", "EM-SEP-01", "X-044"),
    mend="move the cables away from it, or put them into earthed metal conduit",
    good={"standards.separation": "en-50174-2-2000"},
    bad={"routes.R1.sources": [{"kind": "fluorescent-lamp", "distance_mm": 129}]},
)
def source_too_close(site: Site) -> Iterator[Verdict]:
    """Power cables are not the only source: what else stands beside a route is listed, and the strictest table counts.

    The tables are those that `standards.separation` names.
    """
    for tag, cables in cables_by_route(site).items():
        route = site.routes[tag]
        if all(cable.kind in DEAF for cable in cables):
            yield not_applicable(route, "no cable on this route picks anything up")
        elif route.sources is None:
            yield not_checked(route, f"routes.{tag}.sources")
        elif not route.sources:
            yield not_applicable(route, "no other source of disturbance is near", path=route.path("sources"))
        else:
            yield from (_judged(site, route, place, each) for place, each in enumerate(route.sources))


def _judged(site: Site, route: Route, place: int, each: Disturber) -> Verdict:
    called, path = each.name or each.kind, route.path("sources", place, "distance_mm")
    tables = [rule_set(name) for name in site.standards.separation]
    found = [
        required
        for table in tables
        if isinstance(table, DistanceTable | SeparationTable)
        for required in required_distances(table, Situation(neighbour=each.kind))
    ]
    needed, kind = binding(found, each.distance_mm), each.kind.replace("-", " ")
    if needed is None:
        return not_applicable(f"{called}@{route.tag}", f"no rule set named speaks of a {kind}", path=path)
    hint = "move the cables away from it, or put them into earthed metal conduit"
    what = f"distance to the {kind}{f' {each.name}' if each.name else ''}"
    found_mm, source = each.distance_mm, needed.source
    return at_least(f"{called}@{route.tag}", what, found_mm, needed.value_mm, "mm", path=path, source=source, hint=hint)
