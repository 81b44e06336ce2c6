"""The ranges and the accuracy of a current chain, from the tables of the transducer and of the meter."""

from functools import lru_cache

from plantwright.physics.current_chain import Band, Range
from plantwright.site.catalog import DeviceType, Table
from plantwright.site.model import Meter, Sensor


def range_table(sensor: Sensor, meter: Meter, family: str) -> Table | None:
    """Return the table of ranges that a meter names for a channel family, None when it names none."""
    names = meter.type.tables["channels"].rows.get(family, ())
    return next((sensor.type.tables[str(name)] for name in names if str(name) in sensor.type.tables), None)


def ranges(table: Table) -> tuple[Range, ...]:
    """Return the ranges of a table, smallest first; the nominal alternating range names a row of channel S."""
    return _ranges(tuple(map(str, table.columns)), tuple(table.rows.values()))


@lru_cache(maxsize=256)
def _ranges(columns: tuple[str, ...], printed: tuple[tuple[object, ...], ...]) -> tuple[Range, ...]:
    """Make the ranges once for all transducers alike."""
    rows = [dict(zip(columns, cells, strict=True)) for cells in printed]
    return tuple(
        Range(
            nominal_a=_number(row.get("nominal_a", row.get("nominal_ac_a"))),
            max_trms_a=_number(row["max_trms_a"]),
            max_peak_a=_number(row["max_peak_a"]),
            range_peak_a=_number(row["range_peak_a"]),
        )
        for row in rows
    )


def bands(kind: DeviceType) -> tuple[Band, ...]:
    """Return the accuracy of a transducer by frequency, empty when none is stated."""
    table = kind.tables.get("accuracy_bands")
    return tuple(
        Band(
            frequency_min_hz=_number(low),
            frequency_max_hz=_number(high),
            amplitude_percent=_number(percent),
            phase_deg=None if phase is None else _number(phase),
        )
        for low, high, percent, phase in (table.rows.values() if table else ())
    )


def _number(cell: object) -> float:
    """Return a cell as a number; raise TypeError for anything else."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise TypeError(f"{cell!r} stands where a number belongs")
    return float(cell)
