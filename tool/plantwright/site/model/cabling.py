"""Cables, and the stretches of route they lie in."""

from collections.abc import Mapping

from plantwright.frozen import dataclass, field
from plantwright.site.model.item import Item, Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """How a screen is laid. `bonded`: none, one-end or both-ends; `continuous`: over cable and connectors."""

    bonded: str
    continuous: bool | None = None
    resistance_mohm_per_m: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndsToGround:
    """Resistance from the wires of a data cable to ground at the end nearer to the starters, and at the other."""

    near_ohm: Number
    far_ohm: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonBranch:
    """A piece of conductor that a data circuit shares with the power system."""

    impedance_mohm: Number
    current_a: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Cable(Item):
    """`kind`: power, rs485, data, fibre or sensor. `segregation_class`: a to d after EN 50174-2, of an IT cable.

    `noise_threshold_mv`, `balance_db` and `common_mode_ohm` are those of the interface at the ends of a data cable.
    `emc_network`: whose budget of EMC length holds. `metal_conduit`: a data cable in earthed metal conduit of its own.
    """

    kind: str
    from_: str = ""  # key `from`
    to: str = ""
    model: str = ""
    cores: int | None = None
    cross_section_mm2: Number | None = None
    protective_conductor_mm2: Number | None = None
    screened: bool | None = None
    screening: Screening | None = None
    outer_diameter_mm: Number | None = None
    length_m: Number | None = None
    rated_voltage_v: Number | None = None
    current_a: Number | None = None
    category: str = ""
    metal_conduit: bool = False
    emc_network: str = ""
    segregation_class: str = ""
    noise_threshold_mv: Number | None = None
    balance_db: Number | None = None
    ends_to_ground: EndsToGround | None = None
    common_branch: CommonBranch | None = None
    common_mode_ohm: Number | None = None
    velocity_factor: Number | None = None
    route: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A data cable that crosses a power cable."""

    cable: str
    over: str
    angle_degrees: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturber:
    """A source of disturbance near a stretch, by its clear distance to the nearest data cable."""

    kind: str
    distance_mm: Number
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Item):
    """A stretch of cable route; positions are the horizontal places of the cable centres in millimetres.

    `sources` and `emc_factors`: () means none, None that nothing is stated.
    """

    length_m: Number
    containment: str
    width_mm: Number | None = None
    divider: str = "none"
    divider_at_mm: Number | None = None
    sources: tuple[Disturber, ...] | None = None
    emc_factors: tuple[str, ...] | None = None
    crossings: tuple[Crossing, ...] = ()
    positions_mm: Mapping[str, Number] = field(default_factory=dict)
