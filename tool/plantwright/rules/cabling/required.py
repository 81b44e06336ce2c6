"""The distance that a rule set asks for between a data cable and what lies beside it."""

from collections.abc import Iterable

from plantwright.findings.verdict import Source
from plantwright.frozen import dataclass
from plantwright.physics import separation
from plantwright.site.model import Number
from plantwright.site.separation_tables import Band, Condition, DistanceTable, Row
from plantwright.site.tables import SeparationTable

UNDECLARED = "a"  # the class of a cable that declares none: nothing is known of its coupling attenuation
UNVERIFIED = "unverified"
POWER_LINE = "power-line"

DistanceRules = SeparationTable | DistanceTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A data cable and its neighbour, by the properties the tables ask for; None where one is not stated.

    `neighbour`: power-line, or a kind of `routes.*.sources`. `divider`: what stands between them. `pathway`:
    open, or metal-conduit when the data cable lies in its own. `containment`, `segregation_class` and `circuits` are
    those of EN 50174-2:2009, the rest those of the other rule sets.
    """

    neighbour: str = POWER_LINE
    divider: str = "none"
    pathway: str = "open"
    power_screened: bool | None = None
    data_screened: bool | None = None
    power_kva: Number | None = None
    voltage_v: Number | None = None
    containment: str | None = None
    segregation_class: str = ""
    circuits: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """A distance and where it stands."""

    value_mm: Number
    source: Source

    @property
    def provenance(self) -> str:
        return self.source.provenance

    @property
    def proven(self) -> bool:
        """False for a number that no read document proves; it can warn, never fail."""
        return self.provenance != UNVERIFIED


def required_distance(table: DistanceRules, situation: Situation) -> Required | None:
    """Return the distance a rule set asks for, None when it says nothing of the situation."""
    return strictest(required_distances(table, situation))


def required_distances(table: DistanceRules, situation: Situation) -> tuple[Required, ...]:
    """Return every distance that holds: more than one where copies of a document differ."""
    if isinstance(table, SeparationTable):
        return _from_factors(table, situation)
    rows = (row for row in table.rows if all(_holds(row, name, situation) for name in row.when))
    return tuple(Required(value_mm=row.minimum_mm, source=row.source) for row in rows)


def strictest(every: Iterable[Required | None]) -> Required | None:
    """Return the largest distance, of equal ones the proven; None when there is none."""
    found = [each for each in every if each]
    return max(found, key=lambda each: (each.value_mm, each.proven), default=None)


def binding(every: Iterable[Required], distance_mm: Number) -> Required | None:
    """Return what judges a distance: the largest proven one where that is missed, else the largest of all."""
    found = tuple(every)
    proven = strictest(each for each in found if each.proven)
    return proven if proven and distance_mm < proven.value_mm else strictest(found)


def unstated(table: DistanceRules, situation: Situation) -> tuple[str, ...]:
    """Return the properties that a rule set must know to choose a row, and that are not stated."""
    if isinstance(table, SeparationTable) and situation.neighbour != POWER_LINE:
        return ()
    if isinstance(table, SeparationTable):
        return tuple(name for name in ("containment", "circuits") if getattr(situation, name) is None)
    possible = (row for row in table.rows if not _excluded(row, situation))
    return tuple(dict.fromkeys(name for row in possible for name in row.when if getattr(situation, name) is None))


def _excluded(row: Row, situation: Situation) -> bool:
    return any(getattr(situation, name) is not None and not _holds(row, name, situation) for name in row.when)


def _holds(row: Row, name: str, situation: Situation) -> bool:
    return fits(row.when[name], getattr(situation, name))


def fits(condition: Condition, value: object) -> bool:
    """Return whether a property is as a row wants it; one that is not stated is not."""
    if isinstance(condition, bool):
        return value is condition
    if isinstance(condition, Band):
        return isinstance(value, int | float) and condition.holds(value)
    return value in condition


def _from_factors(table: SeparationTable, situation: Situation) -> tuple[Required, ...]:
    """A = S x P for power cables, a plain distance for other sources; the table has no column for metal dividers."""
    if near := table.neighbours.get(situation.neighbour):
        return (Required(value_mm=near.minimum_mm, source=near.source),)
    barrier = table.barriers.get(situation.containment or "")
    metal = situation.divider not in ("none", "non-metallic")
    if barrier is None or metal or situation.circuits is None or situation.neighbour != POWER_LINE:
        return ()
    base = table.base_mm[situation.segregation_class or UNDECLARED]
    factor = separation.power_factor(situation.circuits, table.power_factor)
    value_mm = separation.minimum_separation_mm(base.by_barrier[barrier], factor)
    return (Required(value_mm=value_mm, source=base.source),)
