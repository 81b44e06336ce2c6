"""Judges every data cable on every route by one rule set of plain distances, when the site names that rule set."""

import math
from collections.abc import Callable, Iterator, Mapping

from plantwright.findings.verdict import Verdict
from plantwright.rules.cabling.neighbours import POWER, current_a, distance_mm
from plantwright.rules.cabling.required import Required, Situation, binding, required_distances, unstated
from plantwright.rules.members import cables_by_route
from plantwright.rules.say import amount, at_least, not_applicable, not_checked
from plantwright.site.model import Cable, Route, Site
from plantwright.site.separation_tables import DistanceTable, rule_set

HINT = "move the cables apart, put an earthed metal divider between them, or use screened cables"


def not_named(name: str) -> Iterator[Verdict]:
    """Yield that a rule set does not apply because the site does not name it."""
    yield not_applicable("", f"standards.separation does not name {name}")


def by_rule_set(site: Site, name: str) -> Iterator[Verdict]:
    """Yield one verdict for each data cable and route: that on the power cable with the smallest margin."""
    table = rule_set(name)
    if not isinstance(table, DistanceTable) or name not in site.standards.separation:
        yield from not_named(name)
        return
    cables = cables_by_route(site)
    for route in site.routes.values():
        here = cables.get(route.tag, ())
        power = [each for each in here if each.kind == POWER]
        for cable in here:
            if cable.kind != POWER:
                yield _worst(site, table, route, cable, power)


def _worst(site: Site, table: DistanceTable, route: Route, cable: Cable, power: list[Cable]) -> Verdict:
    pair, path = f"{cable.tag}@{route.tag}", route.path("positions_mm", cable.tag)
    if cable.kind not in table.data_kinds:
        return not_applicable(pair, f"the rule set says nothing of {cable.kind} cables", path=path)
    if not power:
        return not_applicable(pair, "no power cable on this route", path=path)
    missing = [need for each in power for need in _missing(site, table, route, cable, each)]
    if missing:
        return not_checked(pair, *dict.fromkeys(missing), path=path)
    judged = (_beside(site, table, route, cable, each) for each in power)
    return min(judged, key=_rank)


def _rank(verdict: Verdict) -> tuple[bool, bool, float]:
    """Proven faults first, then doubtful ones, then what was not checked, then the smallest margin."""
    doubtful = verdict.source is not None and verdict.source.provenance == "unverified"
    return not verdict.failed or doubtful, not verdict.failed, -math.inf if verdict.margin is None else verdict.margin


def _beside(site: Site, table: DistanceTable, route: Route, cable: Cable, power: Cable) -> Verdict:
    pair, path = f"{cable.tag}@{route.tag}", route.path("positions_mm", cable.tag)
    situation, apart_mm = situation_of(site, route, cable, power), distance_mm(route, cable, power)
    needed: Required | None = binding(required_distances(table, situation), apart_mm)
    about = ", ".join(_words(table, situation))
    if needed is None:
        return not_checked(pair, why=f"the rule set says nothing of {power.tag} ({about})", path=path)
    what = f"distance to {power.tag} ({about})"
    return at_least(pair, what, apart_mm, needed.value_mm, "mm", path=path, source=needed.source, hint=HINT)


def situation_of(site: Site, route: Route, cable: Cable, power: Cable) -> Situation:
    """Return a data cable and a power cable on one route as the tables see them; the power cable counts as three-phase.

    Cables that share a tray or trunking have no metal between them, so their pathway is open, unless the data cable
    lies in metal conduit of its own.
    """
    current = current_a(site, power)
    volts = site.supply.nominal_voltage_v
    return Situation(
        pathway="metal-conduit" if cable.metal_conduit else "open",
        divider=divider_between(route, cable, power),
        power_screened=power.screened,
        data_screened=cable.screened,
        power_kva=None if current is None else math.sqrt(3) * volts * current / 1000,
        voltage_v=volts,
        containment=route.containment,
        segregation_class=cable.segregation_class,
    )


def divider_between(route: Route, cable: Cable, other: Cable) -> str:
    """Return the kind of divider between two cables, "none" when both lie on one side of it.

    A divider without a place counts as standing between them, one at the very place of a cable does not.
    """
    if route.divider == "none" or route.divider_at_mm is None:
        return route.divider
    low, high = sorted((route.positions_mm[cable.tag], route.positions_mm[other.tag]))
    return route.divider if low < route.divider_at_mm < high else "none"


def _missing(site: Site, table: DistanceTable, route: Route, cable: Cable, power: Cable) -> Iterator[str]:
    """Name the keys without which a pair cannot be judged."""
    both = (cable, power)
    unplaced = [f"routes.{route.tag}.positions_mm.{each.tag}" for each in both if each.tag not in route.positions_mm]
    yield from unplaced
    yield from (f"cables.{each.tag}.outer_diameter_mm" for each in both if each.outer_diameter_mm is None)
    if not unplaced:
        needs = unstated(table, situation_of(site, route, cable, power))
        yield from (_KEYS[name].format(data=cable.tag, power=power.tag) for name in needs)


_KEYS: Mapping[str, str] = {
    "power_screened": "cables.{power}.screened",
    "data_screened": "cables.{data}.screened",
    "power_kva": "cables.{power}.current_a",
}


def _words(table: DistanceTable, situation: Situation) -> Iterator[str]:
    """Yield the properties that this rule set looks at."""
    used = {name for row in table.rows for name in row.when}
    yield from filter(None, (say(getattr(situation, name)) for name, say in _SAY.items() if name in used))


def _screened(what: str) -> Callable[[bool], str]:
    return lambda screened: f"{what} screened" if screened else f"{what} unscreened"


_SAY: Mapping[str, Callable[..., str]] = {
    "power_screened": _screened("power"),
    "data_screened": _screened("data"),
    "divider": lambda divider: "no divider" if divider == "none" else f"{divider} divider",
    "pathway": lambda pathway: "data cable in metal conduit" if pathway == "metal-conduit" else "",
    "power_kva": lambda kva: amount(float(kva), "kVA"),
    "voltage_v": lambda volts: amount(volts, "V"),
}
