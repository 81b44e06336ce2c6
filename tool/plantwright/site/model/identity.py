"""What the plant is called, where it stands and what feeds it; its instruments and its waivers."""

from plantwright.frozen import dataclass
from plantwright.site.model.item import Item, Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A revision of the documents; `date` is YYYY-MM-DD, `changed` are tags of objects."""

    revision: str
    date: str
    description: str
    prepared: str = ""
    checked: str = ""
    approved: str = ""
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The `site:` section: what the plant is called and who is responsible. `phase`: design ... operation."""

    name: str
    number: str
    client: str = ""
    contractor: str = ""
    address: str = ""
    revision: str = ""
    status: str = ""
    phase: str = "design"
    invented: bool = False
    extent: str = ""
    limitations: tuple[str, ...] = ()
    revisions: tuple[Revision, ...] = ()
    distribution: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transformer:
    """The supplying transformer, and the short-circuit power of the network before it."""

    rated_power_kva: Number
    impedance_voltage_percent: Number
    network_short_circuit_mva: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """The `supply:` section. `system`: TN-S ... corner-earthed; `kind`: public-network ... converter."""

    system: str
    nominal_voltage_v: Number
    frequency_hz: Number
    prospective_short_circuit_ka: Number | None = None
    voltage_tolerance_percent: Number | None = None
    overvoltage_category: str = ""
    kind: str = ""
    transformer: Transformer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standards:
    """The `standards:` section: which published rule sets a check uses, by name."""

    separation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """The `deployment:` section: the plant's own rules for writing. `signatures`: none, one or two.

    The numbers are our own choices: 50 registers are more than two soft starters whole, and a plan is for one day.
    """

    max_changes: int = 50
    plan_valid_hours: int = 24
    require_clean_tree: bool = False
    signatures: str = "none"
    second_person_for: tuple[str, ...] = ()
    approvers: str = ""
    revoked_keys: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Item):
    """A location: its environment. `measurement_category`: II, III or IV of the circuits there.

    `overvoltage_category`: that of outlets and control supplies. `conditions`: wet, condensation ...; () means none.
    """

    indoor: bool | None = None
    ventilated: bool | None = None
    ambient_min_c: Number | None = None
    ambient_max_c: Number | None = None
    humidity_min_percent: Number | None = None
    humidity_max_percent: Number | None = None
    altitude_m: Number | None = None
    pollution_degree: int | None = None
    measurement_category: str = ""
    overvoltage_category: str = ""
    conditions: tuple[str, ...] | None = None
    vibration_m_s2: Number | None = None
    vibration_amplitude_mm: Number | None = None
    vibration_frequency_hz: Number | None = None
    shock_m_s2: Number | None = None
    storage_min_c: Number | None = None
    storage_max_c: Number | None = None
    enclosure: str = ""
    ip_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """How far a reading in `unit` may be off, either way: a part of the reading and a part that is always the same."""

    unit: str
    source: str
    of_reading_percent: Number = 0
    absolute: Number = 0

    def at(self, reading: Number) -> float:
        """Return the uncertainty of a reading, in the unit."""
        return abs(reading) * self.of_reading_percent / 100 + self.absolute


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument(Item):
    """A measuring instrument; `calibration_due` is YYYY-MM-DD, `uncertainty` has an entry for each unit it reads."""

    kind: str
    model: str = ""
    serial: str = ""
    certificate: str = ""
    calibration_due: str = ""
    uncertainty: tuple[Uncertainty, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver(Item):
    """A finding of `rule` on `object` that is accepted until the end of the day `expires`."""

    rule: str
    object: str
    reason: str
    approved_by: str
    expires: str
    risk: str = ""
