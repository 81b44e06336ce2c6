"""CAB030: a data cable shares its route with a power cable over too great a length."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.cabling.neighbours import POWER, soft_started
from plantwright.rules.cabling.rule_sets import not_named
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.members import cables_by_route
from plantwright.rules.say import at_most, not_applicable
from plantwright.site.model import Cable, Number, Site
from plantwright.site.separation_tables import ParallelRun, rule_set

NAME = "ama-63-bcb1"
HINT = "lead one of the two another way, or use fibre"


@rule(
    id="CAB030",
    severity=ERROR,
    title="Data cable runs too far beside a power cable",
    source=Source(document="Swedish AMA 63.BCB1 (as quoted at andersbyra.se, December 2010)", clause="63.BCB1"),
    refs=("X-044", "EM-SEP-01", "EM-SRC-01"),
    mend="lay the cables on routes of their own, or shorten the run that they share",
    good={"standards.separation": ["en-50174-2-2009", NAME], "routes.R1.length_m": 24, "routes.R2.length_m": 25},
    bad={"routes.R2.length_m": 34},
)
def parallel_run_too_long(site: Site) -> Iterator[Verdict]:
    """The coupled voltage grows with the common length, and a thyristor's edges couple far more than the mains does."""
    table = rule_set(NAME)
    if not isinstance(table, ParallelRun) or NAME not in site.standards.separation:
        yield from not_named(NAME)
        return
    shared, thyristor = _shared_m(site), soft_started(site)
    for cable in site.cables.values():
        if cable.kind in table.data_kinds and cable.route:
            beside = shared.get(cable.tag, {})
            judged = [_judged(site, table, cable, site.cables[tag], run, thyristor) for tag, run in beside.items()]
            yield min(judged, key=lambda each: each.margin or 0) if judged else _alone(cable)


def _alone(cable: Cable) -> Verdict:
    return not_applicable(cable, "no power cable on its routes")


def _judged(
    site: Site, table: ParallelRun, cable: Cable, power: Cable, run_m: Number, thyristor: Mapping[str, str]
) -> Verdict:
    starter = thyristor.get(power.from_) or thyristor.get(power.to)
    limit = table.longest_beside_thyristor_feeder_m if starter else table.longest_m
    what = f"run beside {power.tag}" + (f", which carries the current of soft starter {starter}," if starter else "")
    return at_most(cable, what, run_m, limit, "m", path=cable.path("route"), source=table.source, hint=HINT)


def _shared_m(site: Site) -> Mapping[str, Mapping[str, Number]]:
    """Return data cable -> power cable -> length of the routes that both lie on."""
    shared: dict[str, dict[str, Number]] = defaultdict(lambda: defaultdict(int))
    for route, cables in cables_by_route(site).items():
        power = [each.tag for each in cables if each.kind == POWER]
        for cable in cables:
            for tag in power if cable.kind != POWER else ():
                shared[cable.tag][tag] += site.routes[route].length_m
    return shared
