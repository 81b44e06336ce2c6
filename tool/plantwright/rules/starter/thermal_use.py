"""How much of the overload curve of a starter a computed start uses."""

from dataclasses import dataclass

from plantwright.findings.verdict import Source
from plantwright.physics import overload
from plantwright.physics.motor_start import Start
from plantwright.site.catalog import Table
from plantwright.site.model import Starter


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """`percent` of the way to the trip; `suspect` lists multiples whose printed time is doubtful and was replaced."""

    percent: float
    overload_class: str
    source: Source
    suspect: tuple[float, ...]


def start_use(starter: Starter, start: Start | None) -> Use | None:
    """Return the use of the start overload class, None without a start or a curve of that class."""
    table = starter.type.tables.get("overload_trip_time_s")
    overload_class = str(starter.setting("start_overload_class"))
    if start is None or table is None or overload_class not in table.rows:
        return None
    curve = trip_curve(table, overload_class)
    share = overload.thermal_use(start.samples, overload.cautious(curve))
    return Use(
        percent=100 * share,
        overload_class=overload_class,
        source=table.source,
        suspect=overload.suspect_multiples(curve),
    )


def trip_curve(table: Table, overload_class: str) -> overload.Curve:
    """Return multiple of the rated current -> time to trip, without the empty cells."""
    cells = zip(table.columns, table.rows[overload_class], strict=True)
    return {float(multiple): float(time) for multiple, time in cells if isinstance(time, int | float)}
