"""The frame sizes a soft starter is made in, and those that its rated power and variant can mean."""

from plantwright.site.catalog import Table
from plantwright.site.model import Outline, Starter


def frame_table(starter: Starter) -> Table | None:
    """Return the printed sizes of the variant, or those of the cabinets; None when none are known."""
    model = starter.type.models.get(starter.model, {})
    name = "cabinets" if model.get("form") == "cabinet" else f"frames_{starter.variant.replace('-', '_')}"
    return starter.type.tables.get(name)


def frame_powers(table: Table) -> dict[str, tuple[float, float]]:
    """Return frame -> lowest and highest power in kW."""
    return {name: (low, high) for name, (low, high) in _columns(table, "power_min_kw", "power_max_kw").items()}


def frames_for(table: Table, power_kw: float) -> tuple[str, ...]:
    """Return the frames that a power is made in; more than one where the printed rows overlap."""
    return tuple(name for name, (low, high) in frame_powers(table).items() if low <= power_kw <= high)


def outlines(table: Table) -> dict[str, Outline]:
    """Return frame -> its outline in mm."""
    sizes = _columns(table, "width_mm", "height_mm", "depth_mm")
    return {name: Outline(width=width, height=height, depth=depth) for name, (width, height, depth) in sizes.items()}


def _columns(table: Table, *names: str) -> dict[str, tuple[float, ...]]:
    places = [table.columns.index(name) for name in names]
    return {frame: tuple(float(row[place] or 0) for place in places) for frame, row in table.rows.items()}
