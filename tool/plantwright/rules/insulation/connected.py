"""Insulation monitors that meet the same supply in the same place: one verdict for all of them."""

from collections.abc import Iterator

from plantwright.frozen import dataclass
from plantwright.physics.measurement_category import STAR_EARTHED
from plantwright.rules.members import grouped, probes_by_monitor
from plantwright.site.catalog import DeviceType, Table
from plantwright.site.model import Motor, Number, Probe, Site

EARTHING_ROWS = {
    **dict.fromkeys(STAR_EARTHED, "three-phase-4-wire-neutral-earthed"),
    "IT": "three-phase-3-wire-unearthed",
    "corner-earthed": "three-phase-3-wire-phase-earthed",
}
"""Supply system -> row of the tables of a monitor type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Monitors of one type in one location, with their probes; `category` is the measurement category there."""

    place: str
    kind: DeviceType
    category: str
    missing_category: str
    probes: tuple[str, ...]

    @property
    def table(self) -> Table | None:
        return self.kind.tables.get("measurement_category")

    @property
    def allowed(self) -> bool:
        """Whether the table has anything for the category."""
        return self.table is not None and f"cat_{self.category.lower()}_line_v" in self.table.columns

    def line_limit_v(self, system: str) -> Number | None:
        """Return the highest line voltage of the category, None where nothing is printed.

        The voltage to earth that is printed beside it is the line voltage over the square root of three, rounded.
        """
        return cell(self.table, EARTHING_ROWS[system], f"cat_{self.category.lower()}_line_v") if self.table else None


def watched_motor(site: Site, probe: Probe) -> Motor | None:
    """Return the motor that a probe watches, None when its feeder has none."""
    feeder = site.feeders.get(probe.feeder)
    return site.motor_of(feeder) if feeder else None


def groups(site: Site) -> Iterator[Group]:
    """Yield the monitors that have probes at the supply, by location and type; those at direct voltage are INS059's."""
    probes = {tag: at for tag, every in probes_by_monitor(site).items() if (at := _at_the_supply(site, every))}
    measuring = [monitor for monitor in site.monitors.values() if monitor.tag in probes]
    for monitors in grouped(measuring, lambda monitor: f"{monitor.location} {monitor.type.type}").values():
        first = monitors[0]
        place = site.locations.get(first.location)
        missing = f"locations.{place.tag}.measurement_category" if place else f"monitors.{first.tag}.location"
        yield Group(
            place=first.location or first.tag,
            kind=first.type,
            category=place.measurement_category if place else "",
            missing_category=missing,
            probes=tuple(probe.tag for monitor in monitors for probe in probes[monitor.tag]),
        )


def _at_the_supply(site: Site, probes: tuple[Probe, ...]) -> tuple[Probe, ...]:
    motors = {probe.tag: watched_motor(site, probe) for probe in probes}
    return tuple(each for each in probes if (motor := motors[each.tag]) is None or motor.kind != "direct-current")


def cell(table: Table, row: str, column: str) -> Number | None:
    """Return a number of a table, None where the cell is empty or the row is not printed."""
    cells = table.rows.get(row)
    value = cells[table.columns.index(column)] if cells and column in table.columns else None
    return value if isinstance(value, int | float) else None
