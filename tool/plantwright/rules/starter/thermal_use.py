"""How much of the overload curve of a starter a computed start uses."""

from collections.abc import Mapping
from functools import lru_cache

from plantwright.findings.verdict import Source
from plantwright.frozen import dataclass
from plantwright.physics import overload
from plantwright.physics.motor_start import Sample, Start
from plantwright.rules.members import drives
from plantwright.rules.once import once
from plantwright.rules.starting import predictions
from plantwright.site.catalog import Table
from plantwright.site.model import Site, Starter

TRIP_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How far a start goes towards the trip, at 100 percent; a doubtful cell counts as its sooner neighbour."""

    percent: float
    overload_class: str
    source: Source


@once
def start_uses(site: Site) -> Mapping[str, Use]:
    """Return starter -> the use by the start of its motor; those without a start or a curve are left out."""
    starts, starters = predictions(site), site.starters
    found = {tag: start_use(starters[tag], starts[motor.tag, tag].start) for tag, (_, motor) in drives(site).items()}
    return {tag: use for tag, use in found.items() if use}


def start_use(starter: Starter, start: Start | None) -> Use | None:
    """Return the use of the start overload class, None without a start or a curve of that class."""
    table = starter.type.tables.get("overload_trip_time_s")
    overload_class = str(starter.setting("start_overload_class"))
    if start is None or table is None or overload_class not in table.rows:
        return None
    return Use(
        percent=_percent(start.samples, trip_curve(table, overload_class)),
        overload_class=overload_class,
        source=table.source,
    )


@lru_cache(maxsize=4096)
def _percent(samples: tuple[Sample, ...], curve: tuple[tuple[float, float], ...]) -> float:
    return 100 * overload.thermal_use(samples, overload.cautious(dict(curve)))


def trip_curve(table: Table, overload_class: str) -> tuple[tuple[float, float], ...]:
    """Return the multiples of the rated current with their times to trip, without the empty cells."""
    cells = zip(table.columns, table.rows[overload_class], strict=True)
    return tuple((float(multiple), float(time)) for multiple, time in cells if isinstance(time, int | float))
