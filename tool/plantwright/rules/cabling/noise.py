"""Estimates the noise that the power cables of a site bring onto its data cables, and ranks the data cables by it.

It ranks layouts and proves nothing: `physics/cable_coupling.py` says what is left out. Mains contributions are added,
and so are harmonics; edges of different starters do not fall together, so the largest counts. A metal divider takes
nothing off here.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from operator import add

from plantwright.frozen import dataclass, replace
from plantwright.physics import cable_coupling, coupling, lumped, screen, twisted_pair
from plantwright.physics.cable_coupling import AtEnd, DataCable, Induced, PowerCable, Run, Voltage
from plantwright.physics.line_geometry import FIELD_H_PER_M
from plantwright.physics.screen import Field
from plantwright.rules.cabling.neighbours import POWER, current_a, distance_mm, soft_started
from plantwright.rules.members import cables_by_route
from plantwright.rules.once import once
from plantwright.rules.starting import StartCurrent, start_current
from plantwright.site.model import Cable, Number, Route, Site

RANKING = "An estimate, presented as ranking, not proof"
VICTIMS = ("rs485", "data")
PLANES = ("perforated-tray", "solid-trunking")  # metal that is closed enough to be the return; a ladder or mesh is not
SCREEN_H_PER_M = FIELD_H_PER_M * math.log(1 / 0.8)
"""Of a screen of 0.8 of the cable's diameter that lies on metal: the least there is, so the highest break frequency."""
BONDED_ENDS = {"none": 0, "one-end": 1, "both-ends": 2}
HIGHEST_ORDER = 49  # of the harmonics that a starter may state


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """An edge at one end of a data cable, and the field that makes most of it before any screen."""

    edge_mv: float
    field: Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one power cable brings onto a data cable on one route; peak voltages to ground, screens counted.

    `starter` is the soft starter behind the edge, "" without one; `apart_mm` lies between the surfaces. `near` and
    `far` are the edge at the ends of the data cable, None where their resistances are not stated. `screen` says what is
    counted of the data cable's screen against the magnetic field of the edge, or of the mains without one.
    """

    power: str
    route: str
    starter: str
    apart_mm: float
    length_m: Number
    plane: bool
    mains_mv: float
    harmonics_mv: float
    edge_mv: float
    screen: str
    near: End | None = None
    far: End | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """The estimate for one data cable: `contributions`, largest first, or the keys that are `missing`, or `why` not.

    `balance_db` and `threshold_mv` are as declared; None when they are not. `branch_mv` comes over a conductor shared
    with the power system. Up to `lumped_up_to_khz` the cable is one circuit and the estimate holds as it is.
    """

    cable: str
    contributions: tuple[Contribution, ...] = ()
    missing: tuple[str, ...] = ()
    why: str = ""
    balance_db: Number | None = None
    threshold_mv: Number | None = None
    branch_mv: float = 0.0
    lumped_up_to_khz: float | None = None

    @property
    def known(self) -> bool:
        return bool(self.contributions) and not self.missing and not self.why

    @property
    def mains_mv(self) -> float:
        """To ground, at mains frequency, all power cables together."""
        return sum(each.mains_mv for each in self.contributions)

    @property
    def harmonics_mv(self) -> float:
        """To ground, at the harmonics that the starters state, all power cables together."""
        return sum(each.harmonics_mv for each in self.contributions)

    @property
    def edge(self) -> tuple[str, float]:
        """The starter whose edge brings most, over all routes, and how much to ground; "" and 0 without an edge."""
        by_starter = sorted((each for each in self.contributions if each.starter), key=lambda each: each.starter)
        sums = {
            name: sum(each.edge_mv for each in some) for name, some in groupby(by_starter, lambda each: each.starter)
        }
        return max(sums.items(), key=lambda pair: pair[1], default=("", 0.0))

    @property
    def common_mode_mv(self) -> float:
        return self.mains_mv + self.harmonics_mv + self.edge[1] + self.branch_mv

    @property
    def noise_mv(self) -> float:
        """Between the wires: the voltage to ground less the declared balance, all of it without one."""
        return twisted_pair.differential_v(self.common_mode_mv, self.balance_db or 0)

    @property
    def margin_db(self) -> float | None:
        """How far the noise lies below the threshold; None without a threshold."""
        if self.threshold_mv is None or not self.known:
            return None
        return coupling.margin_db(self.noise_mv, self.threshold_mv)


def ranking(site: Site) -> tuple[Noise, ...]:
    """Return the data cables that share a route with power cables, the one with the smallest margin first.

    Those without a threshold follow, the noisiest first, and then those that cannot be estimated.
    """
    return tuple(sorted(noises(site).values(), key=_rank))


def _rank(noise: Noise) -> tuple[bool, bool, float]:
    margin = noise.margin_db
    return not noise.known, margin is None, -noise.noise_mv if margin is None else margin


def noises(site: Site) -> Mapping[str, Noise]:
    """Return data cable -> its estimate, for those that share a route with power cables."""
    beside = neighbours_of(site)
    starters = soft_started(site) if beside else {}
    return {tag: _noise(site, site.cables[tag], pairs, starters) for tag, pairs in beside.items()}


Beside = tuple[tuple[Route, Cable], ...]


@once
def neighbours_of(site: Site) -> Mapping[str, Beside]:
    """Return data cable -> the power cables beside it, each with the route; data cables without any are left out."""
    found: dict[str, list[tuple[Route, Cable]]] = {}
    for route, here in cables_by_route(site).items():
        power = [(site.routes[route], each) for each in here if each.kind == POWER]
        for cable in here if power else ():
            if cable.kind in VICTIMS:
                found.setdefault(cable.tag, []).extend(power)
    return {tag: tuple(pairs) for tag, pairs in found.items()}


def starter_behind(site: Site, power: Cable, starters: Mapping[str, str]) -> str:
    """Return the soft starter whose current a power cable carries, "" when there is none."""
    return starters.get(power.from_) or starters.get(power.to) or ""


def _noise(site: Site, cable: Cable, beside: Beside, starters: Mapping[str, str]) -> Noise:
    length_m = run_length_m(cable, beside)
    declared = Noise(
        cable=cable.tag,
        balance_db=cable.balance_db,
        threshold_mv=cable.noise_threshold_mv,
        branch_mv=_branch_mv(cable),
        lumped_up_to_khz=lumped.highest_frequency_hz(length_m, velocity_factor=cable.velocity_factor or 1.0) / 1000,
    )
    needs = [need for route, power in beside for need in _needs(site, cable, route, power, starters)]
    if needs:
        return replace(declared, missing=tuple(dict.fromkeys(needs)))
    try:
        found = [_contribution(site, cable, route, power, starters) for route, power in beside]
    except ValueError as error:  # cables that lie in each other, conductors that do not fit
        return replace(declared, why=str(error))
    return replace(declared, contributions=tuple(sorted(found, key=lambda each: -_size_mv(each))))


def _size_mv(each: Contribution) -> float:
    return each.mains_mv + each.harmonics_mv + each.edge_mv


def run_length_m(cable: Cable, beside: Beside) -> Number:
    """Return the length of a data cable, that of its routes with power cables where it is not stated."""
    return cable.length_m or sum(route.length_m for route in {route.tag: route for route, _ in beside}.values())


def _branch_mv(cable: Cable) -> float:
    """Return the peak voltage over the conductor that a data circuit shares with the power system."""
    shared = cable.common_branch
    return abs(coupling.common_impedance_v(shared.impedance_mohm, math.sqrt(2) * shared.current_a)) if shared else 0.0


def _needs(site: Site, cable: Cable, route: Route, power: Cable, starters: Mapping[str, str]) -> Iterator[str]:
    """Name the keys without which a pair cannot be estimated."""
    if cable.common_mode_ohm is None:
        yield f"cables.{cable.tag}.common_mode_ohm"
    for each in (cable, power):
        if each.tag not in route.positions_mm:
            yield f"routes.{route.tag}.positions_mm.{each.tag}"
        keys = {"outer_diameter_mm": each.outer_diameter_mm, "cross_section_mm2": each.cross_section_mm2}
        yield from (f"cables.{each.tag}.{key}" for key, value in keys.items() if value is None)
    starter = starter_behind(site, power, starters)
    yield from _source_current(site, power, starter).missing
    if starter and site.starters[starter].edge_rise_time_us is None:
        yield f"starters.{starter}.edge_rise_time_us"


def _source_current(site: Site, power: Cable, starter: str) -> StartCurrent:
    """Return the largest current of a power cable: that of a start where a motor stands at one end."""
    motor = next((site.motors[tag] for tag in (power.to, power.from_) if tag in site.motors), None)
    if motor is not None:
        return start_current(motor, site.starters.get(starter))
    stated = current_a(site, power)
    return StartCurrent(missing=(f"cables.{power.tag}.current_a",)) if stated is None else StartCurrent(rms_a=stated)


def _contribution(site: Site, cable: Cable, route: Route, power: Cable, starters: Mapping[str, str]) -> Contribution:
    starter, plane = starter_behind(site, power, starters), route.containment in PLANES
    run = Run(apart_m=_centres_m(route, cable, power), length_m=route.length_m, plane=plane)
    found = cable_coupling.induced(_source(site, power, starter), _victim(cable), run)
    fastest = found.edge or found.mains
    return Contribution(
        power=power.tag,
        route=route.tag,
        starter=starter,
        apart_mm=distance_mm(route, cable, power),
        length_m=route.length_m,
        plane=plane,
        mains_mv=sum(_behind_screens_mv(found.mains, found.mains.frequency_hz, cable, power)),
        harmonics_mv=sum(_harmonics_mv(site, starter, found, cable)),
        edge_mv=sum(_behind_screens_mv(found.edge, found.edge.frequency_hz, cable, power)) if found.edge else 0.0,
        screen=_screen_words(cable, fastest.frequency_hz),
        near=_end(found.near, add, fastest.frequency_hz, cable, power),
        far=_end(found.far, math.hypot, fastest.frequency_hz, cable, power),
    )


def _harmonics_mv(site: Site, starter: str, found: Induced, cable: Cable) -> Iterator[float]:
    """Yield the peak voltage of each stated harmonic; only its current counts, voltages are in the edge.

    The magnetic voltage grows with frequency and current; the harmonics of an even three-phase control stay balanced.
    """
    stated, mains = site.starters[starter].harmonics_percent if starter else {}, found.mains
    for frequency_hz in lumped.starter_harmonics_hz(mains.frequency_hz, HIGHEST_ORDER * mains.frequency_hz):
        order = round(frequency_hz / mains.frequency_hz)
        share = stated.get(str(order), 0) / 100
        credit = screen.credit(_screen(cable), frequency_hz, Field.MAGNETIC)
        yield 1000 * credit.factor * mains.magnetic_v * order * share


def _end(
    end: AtEnd | None, together: Callable[[float, float], float], frequency_hz: float, cable: Cable, power: Cable
) -> End | None:
    """Return an edge at one end.

    At the near end the two fields add up; at the far end they oppose each other, or stand at right angles behind a
    screen, so the root of the sum of their squares is an upper estimate.
    """
    if end is None:
        return None
    edge_mv = together(*_behind_screens_mv(end, frequency_hz, cable, power))
    return End(edge_mv=edge_mv, field=Field.MAGNETIC if end.mostly_magnetic else Field.ELECTRIC)


def _screen_words(cable: Cable, frequency_hz: float) -> str:
    credit = screen.credit(_screen(cable), frequency_hz, Field.MAGNETIC)
    return f"{credit.db:.3g} dB against magnetic fields: {credit.reason}"


def _centres_m(route: Route, cable: Cable, power: Cable) -> float:
    return abs(route.positions_mm[cable.tag] - route.positions_mm[power.tag]) / 1000


def _source(site: Site, power: Cable, starter: str) -> PowerCable:
    rise_time_us = site.starters[starter].edge_rise_time_us if starter else None
    return PowerCable(
        diameter_m=(power.outer_diameter_mm or 0) / 1000,
        conductor_m2=(power.cross_section_mm2 or 0) / 1e6,
        cores=power.cores or cable_coupling.CORES,
        current_a=_source_current(site, power, starter).rms_a,
        line_voltage_v=site.supply.nominal_voltage_v,
        frequency_hz=site.supply.frequency_hz,
        rise_time_s=None if rise_time_us is None else rise_time_us / 1e6,
        velocity_factor=power.velocity_factor or 1.0,
    )


def _victim(cable: Cable) -> DataCable:
    return DataCable(
        diameter_m=(cable.outer_diameter_mm or 0) / 1000,
        conductor_m2=(cable.cross_section_mm2 or 0) / 1e6,
        ground_ohm=cable.common_mode_ohm or 0,
        ends_ohm=(ends.near_ohm, ends.far_ohm) if (ends := cable.ends_to_ground) else None,
    )


def _behind_screens_mv(
    voltage: Voltage | AtEnd, frequency_hz: float, cable: Cable, power: Cable
) -> tuple[float, float]:
    """Return what is left of both voltages: each screen counts against the electric field, its own against both."""
    own, other = _screen(cable), _screen(power)
    magnetic = screen.credit(own, frequency_hz, Field.MAGNETIC).factor
    electric = math.prod(screen.credit(each, frequency_hz, Field.ELECTRIC).factor for each in (own, other))
    return 1000 * magnetic * voltage.magnetic_v, 1000 * electric * voltage.electric_v


def _screen(cable: Cable) -> screen.Screen:
    """Return the screen as declared; one without a stated resistance has no break frequency to count from."""
    laid = None if cable.screened is False else cable.screening
    stated = laid.resistance_mohm_per_m if laid else None
    return screen.Screen(
        resistance_ohm=math.inf if stated is None else stated / 1000,
        inductance_h=SCREEN_H_PER_M,
        complete=laid.continuous if laid else None,
        bonded_ends=BONDED_ENDS[laid.bonded] if laid else None,
    )
