"""The power cables beside a data cable on a route: how near, and how many circuits."""

from collections.abc import Mapping

from plantwright.frozen import dataclass
from plantwright.physics import separation
from plantwright.rules.once import once
from plantwright.site.model import Cable, Number, Route, Site

POWER = "power"
NO_DIVIDER = ("none", "non-metallic")  # no barrier against fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """`nearest` is the tag of the nearest power cable, "" when the route has none; `missing` names absent keys."""

    nearest: str = ""
    distance_mm: float = 0.0
    circuits: int = 0
    divided: bool = False
    missing: tuple[str, ...] = ()


def neighbours(site: Site, cable: Cable, route: Route, here: tuple[Cable, ...]) -> Neighbours:
    """Return what lies beside a cable among the cables of a route; distances are between the surfaces."""
    power = [each for each in here if each.kind == POWER]
    currents = {each.tag: current_a(site, each) for each in power}
    missing = _missing(route, cable, power, currents)
    if missing or not power:
        return Neighbours(missing=missing if power else ())
    distances = {each.tag: distance_mm(route, cable, each) for each in power}
    nearest = min(distances, key=lambda tag: distances[tag])
    return Neighbours(
        nearest=nearest,
        distance_mm=distances[nearest],
        circuits=sum(separation.circuits(current) for current in currents.values() if current is not None),
        divided=any(_divided(route, cable, each) for each in power),
    )


def _missing(route: Route, cable: Cable, power: list[Cable], currents: dict[str, Number | None]) -> tuple[str, ...]:
    every = [cable, *power]
    return (
        *(f"routes.{route.tag}.positions_mm.{each.tag}" for each in every if each.tag not in route.positions_mm),
        *(f"cables.{each.tag}.outer_diameter_mm" for each in every if each.outer_diameter_mm is None),
        *(f"cables.{tag}.current_a" for tag, current in currents.items() if current is None),
    )


def current_a(site: Site, cable: Cable) -> Number | None:
    """Return the stated current of a power cable, else the rated current of the motor at one of its ends."""
    if cable.current_a is not None:
        return cable.current_a
    motors = [site.motors[tag] for tag in (cable.to, cable.from_) if tag in site.motors]
    return motors[0].rated_current_a if motors else None


@once
def soft_started(site: Site) -> Mapping[str, str]:
    """Return every tag in a feeder with a soft starter -> that starter."""
    found = ((feeder, site.starter_of(feeder)) for feeder in site.feeders.values())
    return {tag: starter.tag for feeder, starter in found if starter for tag in (*feeder.path_, feeder.bypass) if tag}


def distance_mm(route: Route, cable: Cable, other: Cable) -> float:
    places = route.positions_mm[cable.tag] - route.positions_mm[other.tag]
    return separation.surface_distance_mm(places, cable.outer_diameter_mm or 0, other.outer_diameter_mm or 0)


def _divided(route: Route, cable: Cable, other: Cable) -> bool:
    if route.divider in NO_DIVIDER:
        return False
    low, high = sorted((route.positions_mm[cable.tag], route.positions_mm[other.tag]))
    return route.divider_at_mm is None or low <= route.divider_at_mm <= high
