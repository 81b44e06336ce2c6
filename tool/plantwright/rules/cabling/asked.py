"""What every rule set that a site names asks for between the cables of a route, and which one decides."""

from collections.abc import Iterator

from plantwright.frozen import dataclass, replace
from plantwright.rules.cabling.neighbours import POWER, distance_mm, neighbours
from plantwright.rules.cabling.required import Required, required_distances, strictest
from plantwright.rules.cabling.rule_sets import situation_of
from plantwright.rules.members import cables_by_route
from plantwright.site.model import Cable, Route, Site
from plantwright.site.separation_tables import Conflict, DistanceTable, rule_set
from plantwright.site.tables import SeparationTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One rule set and the largest distance it asks for, None when it says nothing of the two cables."""

    rule_set: str
    needed: Required | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A data cable and a power cable of a route, the distance between them, and what is asked."""

    cable: str
    power: str
    apart_mm: float
    asked: tuple[Asked, ...]

    @property
    def decides(self) -> Asked | None:
        """The rule set that asks for most."""
        top = strictest(each.needed for each in self.asked)
        return next((each for each in self.asked if top and each.needed == top), None)


def pairs(site: Site, route: Route) -> tuple[Pair, ...]:
    """Return every data cable of a route with every power cable of it; those without a place are left out."""
    here = cables_by_route(site).get(route.tag, ())
    placed = [each for each in here if each.tag in route.positions_mm]
    power = [each for each in placed if each.kind == POWER]
    data = [each for each in placed if each.kind not in (POWER, "fibre")]
    return tuple(_pair(site, route, cable, other, here) for cable in data for other in power)


def conflicts(site: Site) -> Iterator[tuple[str, Conflict]]:
    """Yield where the copies of a rule set differ that the site names, with its title."""
    for name in site.standards.separation:
        table = rule_set(name)
        if isinstance(table, DistanceTable):
            yield from ((table.title, each) for each in table.conflicts)


def _pair(site: Site, route: Route, cable: Cable, other: Cable, here: tuple[Cable, ...]) -> Pair:
    beside = neighbours(site, cable, route, here)
    situation = replace(situation_of(site, route, cable, other), circuits=beside.circuits or None)
    tables = [(name, rule_set(name)) for name in site.standards.separation]
    return Pair(
        cable=cable.tag,
        power=other.tag,
        apart_mm=distance_mm(route, cable, other),
        asked=tuple(
            Asked(rule_set=name, needed=strictest(required_distances(table, situation)))
            for name, table in tables
            if isinstance(table, SeparationTable)
            or (isinstance(table, DistanceTable) and cable.kind in table.data_kinds)
        ),
    )
