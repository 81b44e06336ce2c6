"""What the mains and a switching edge on a power cable bring onto a data cable beside it: an upper estimate.

It ranks layouts and proves nothing. The pair counts as one wire against ground (Paul and McKnight 1979, abstract), both
cables lie on one level and are electrically short. The phase conductors lie as far out as the cable's diameter allows
and are turned the worst way; their twist and what one conductor shields of another are not counted.
Sources: Sarma and Sarma, IJITCS 5(12), 2013, Eq. 1 to 3 and 16 to 20, as in `coupling`, `pairs` and `line_geometry`.
"""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from plantwright.frozen import dataclass
from plantwright.physics import coupling, crosstalk, pairs
from plantwright.physics.coupling import Capacitive
from plantwright.physics.crosstalk import Coupled, Crosstalk, Ends
from plantwright.physics.line_geometry import (
    FIELD_H_PER_M,
    LIGHT_M_PER_S,
    Line,
    Point,
    Wire,
    over_plane,
    with_reference,
)
from plantwright.physics.lumped import Edge, edge_frequency_hz

CORES = 4  # the places of a cable of three cores: the fourth is that of the return in its middle or around it
TURNS = 12  # how many ways round a cable is looked at
FAR_M = 1.0  # of the return of a data cable without a plane; it cancels, as the currents of a cable add up to nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerCable:
    """A three-phase cable; current and line voltage are rms, `rise_time_s` is that of the edges of its starter."""

    diameter_m: float
    conductor_m2: float
    cores: int
    current_a: float
    line_voltage_v: float
    frequency_hz: float
    rise_time_s: float | None = None
    velocity_factor: float = 1.0

    @property
    def edge_v(self) -> float:
        """The peak of the line voltage: no phase can jump by more when a thyristor fires."""
        return math.sqrt(2) * self.line_voltage_v


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCable:
    """A data cable; `ground_ohm` is the resistance of its wires to ground, `ends_ohm` that at its near and far end."""

    diameter_m: float
    conductor_m2: float
    ground_ohm: float
    ends_ohm: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Two cables side by side, `apart_m` between their centres; `plane`: on a metal plane."""

    apart_m: float
    length_m: float
    plane: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Voltage:
    """Peak voltages to ground at one frequency, by the field that couples them."""

    frequency_hz: float
    magnetic_v: float
    electric_v: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AtEnd:
    """Peak voltages of an edge to ground at one end of a data cable, and whether the magnetic field makes most."""

    magnetic_v: float
    electric_v: float
    mostly_magnetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Induced:
    """What one power cable brings onto a data cable; `edge` is None without a rise time.

    `near` and `far` are the edge at the two ends; None without their resistances.
    """

    mains: Voltage
    edge: Voltage | None = None
    near: AtEnd | None = None
    far: AtEnd | None = None


class _Shared(NamedTuple):
    """What one conductor shares with the data cable, per metre; `ground_f` is that of the data cable."""

    mutual_h: float
    mutual_f: float
    ground_f: float


@lru_cache(maxsize=4096)
def induced(power: PowerCable, data: DataCable, run: Run) -> Induced:
    """Return the estimate for one power cable, all of it at one end of the data cable.

    Raise ValueError for conductors that do not fit their cable, or cables that lie in each other.
    """
    turns = [tuple(_shared(conductors, data, run)) for conductors in _turned(power, run)]
    mains = Voltage(
        frequency_hz=power.frequency_hz,
        magnetic_v=max(_mains_magnetic_v(power, run, turn) for turn in turns),
        electric_v=max(_mains_electric_v(power, data, run, turn) for turn in turns),
    )
    if power.rise_time_s is None:
        return Induced(mains=mains)
    frequency_hz = edge_frequency_hz(power.rise_time_s, Edge.CORNER)
    edge = Voltage(
        frequency_hz=frequency_hz,
        magnetic_v=max(_edge_magnetic_v(frequency_hz, power, run, turn) for turn in turns),
        electric_v=max(_edge_electric_v(frequency_hz, power, data, run, turn) for turn in turns),
    )
    near, far = _ends(frequency_hz, power, data, _coupled(run, turns)) if data.ends_ohm else (None, None)
    return Induced(mains=mains, edge=edge, near=near, far=far)


def core_circle_m(power: PowerCable) -> float:
    """Return the radius of the circle of the conductors' centres: equal round cores that fill the cable.

    Raise ValueError when the conductors do not fit.
    """
    outer = power.diameter_m / 2
    circle = outer / (1 + math.sin(math.pi / max(power.cores, CORES)))
    if radius_m(power.conductor_m2) >= outer - circle:
        raise ValueError(f"conductors of {power.conductor_m2 * 1e6:g} mm² do not fit a cable of {outer * 2e3:g} mm")
    return circle


def edge_current_a(power: PowerCable) -> float:
    """Return the current that an edge sends into the cable: its voltage over the wave impedance of two opposite cores.

    Z = v L with L = (mu0/pi) ln(s/r); it lasts until the first echo comes back.
    """
    inductance = 2 * FIELD_H_PER_M * math.log(2 * core_circle_m(power) / radius_m(power.conductor_m2))
    return power.edge_v / (power.velocity_factor * LIGHT_M_PER_S * inductance)


def radius_m(conductor_m2: float) -> float:
    """Return the radius of a round conductor."""
    return math.sqrt(conductor_m2 / math.pi)


def _turned(power: PowerCable, run: Run) -> Iterator[tuple[Wire, ...]]:
    """Yield the conductors of the power cable for every way round it may lie; the last is the protective conductor."""
    circle, radius, cores = core_circle_m(power), radius_m(power.conductor_m2), max(power.cores, CORES)
    for turn in range(TURNS):
        angles = (2 * math.pi * (turn / TURNS + core / cores) for core in range(CORES))
        yield tuple(
            Wire(
                at=Point(run.apart_m + circle * math.cos(angle), power.diameter_m / 2 + circle * math.sin(angle)),
                radius_m=radius,
            )
            for angle in angles
        )


def _shared(conductors: Sequence[Wire], data: DataCable, run: Run) -> Iterator[_Shared]:
    """Yield what each of the three phases shares with the data cable."""
    *phases, protective = conductors
    wire = Wire(at=Point(0, data.diameter_m / 2), radius_m=radius_m(data.conductor_m2))
    if run.plane:
        yield from (_of_line(over_plane(conductor, wire)) for conductor in phases)
        return
    for conductor in phases:
        with_return = _of_line(with_reference(conductor, wire, protective))
        yield with_return._replace(mutual_h=_far_mutual_h(conductor, wire))


def _of_line(line: Line) -> _Shared:
    capacitance = line.capacitance
    return _Shared(line.inductance.mutual_h_per_m, capacitance.mutual_f_per_m, capacitance.second_f_per_m)


def _far_mutual_h(conductor: Wire, wire: Wire) -> float:
    return pairs.wire_mutual_h_per_m(math.dist(conductor.at, wire.at), FAR_M)


def _mains_magnetic_v(power: PowerCable, run: Run, turn: Sequence[_Shared]) -> float:
    currents = pairs.balanced_a(math.sqrt(2) * power.current_a)
    flux = sum((each.mutual_h * current for each, current in zip(turn, currents, strict=True)), start=0j)
    return abs(coupling.induced_by_flux_v(power.frequency_hz, flux * run.length_m))


def _mains_electric_v(power: PowerCable, data: DataCable, run: Run, turn: Sequence[_Shared]) -> float:
    """Return the voltage of three phases: the floating potential (Eq. 3) behind the sum of their capacitances."""
    voltages = pairs.balanced_a(power.edge_v / math.sqrt(3))
    ground_f = min(each.ground_f for each in turn)
    sources = [(each.mutual_f, voltage) for each, voltage in zip(turn, voltages, strict=True)]
    total_f = ground_f + sum(each for each, _ in sources)
    circuit = Capacitive(mutual_f=total_f * run.length_m, ground_f=0.0, resistance_ohm=data.ground_ohm)
    return abs(coupling.capacitive_v(power.frequency_hz, circuit, coupling.floating_v(sources, ground_f)))


def _edge_magnetic_v(frequency_hz: float, power: PowerCable, run: Run, turn: Sequence[_Shared]) -> float:
    """Return the voltage of an edge that goes out in the first core and comes back in the one across."""
    mutual_h = abs(turn[0].mutual_h - turn[2].mutual_h)
    return abs(coupling.induced_v(frequency_hz, mutual_h * run.length_m, edge_current_a(power)))


def _edge_electric_v(
    frequency_hz: float, power: PowerCable, data: DataCable, run: Run, turn: Sequence[_Shared]
) -> float:
    circuit = Capacitive(
        mutual_f=turn[0].mutual_f * run.length_m,
        ground_f=turn[0].ground_f * run.length_m,
        resistance_ohm=data.ground_ohm,
    )
    return abs(coupling.capacitive_v(frequency_hz, circuit, power.edge_v))


def _coupled(run: Run, turns: Sequence[Sequence[_Shared]]) -> Coupled:
    """Return the run as two circuits: an edge goes out in the first core and comes back in the one across.

    Each of the two fields takes the worst way round of its own.
    """
    return Coupled(
        length_m=run.length_m,
        mutual_h_per_m=max(abs(turn[0].mutual_h - turn[2].mutual_h) for turn in turns),
        mutual_f_per_m=max(turn[0].mutual_f for turn in turns),
    )


def _ends(frequency_hz: float, power: PowerCable, data: DataCable, coupled: Coupled) -> tuple[AtEnd, AtEnd]:
    """Return an edge at the near and the far end; the power cable is fed without resistance into its wave impedance."""
    near_ohm, far_ohm = data.ends_ohm or (data.ground_ohm, data.ground_ohm)
    load_ohm = power.edge_v / edge_current_a(power)
    ends = Ends(source_ohm=0.0, load_ohm=load_ohm, near_ohm=near_ohm, far_ohm=far_ohm)
    near, far = crosstalk.near_end(frequency_hz, coupled, ends), crosstalk.far_end(frequency_hz, coupled, ends)
    return (
        _at_end(power, near, mostly_magnetic=crosstalk.mostly_inductive_near(coupled, ends)),
        _at_end(power, far, mostly_magnetic=crosstalk.mostly_inductive_far(coupled, ends)),
    )


def _at_end(power: PowerCable, found: Crosstalk, *, mostly_magnetic: bool) -> AtEnd:
    return AtEnd(
        magnetic_v=abs(found.inductive) * power.edge_v,
        electric_v=abs(found.capacitive) * power.edge_v,
        mostly_magnetic=mostly_magnetic,
    )
