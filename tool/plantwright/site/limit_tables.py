"""The published limits of fibre links, line fuses, measuring circuits and serial lines, in `schemas/tables/`."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from plantwright.findings.verdict import Source
from plantwright.frozen import dataclass
from plantwright.resources import folder
from plantwright.site.tables import Number, data_of

Sources = Mapping[str, Source]

ASSISTED_START = "fuse-assisted-start"
DIRECT_ON_LINE = "fuse-direct-on-line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A number with its document; `others` are what other documents say of the same thing."""

    value: Number
    source: Source
    others: tuple["Stated", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attenuation:
    """Attenuation in dB/km of a fibre category at a wavelength."""

    fibre: str
    wavelength_nm: Number
    db_per_km: Stated


@dataclass(frozen=True, slots=True, kw_only=True)
class LossTable:
    """What a fibre and a joint lose."""

    attenuation: tuple[Attenuation, ...]
    connection_db: Stated
    splice_db: Stated

    def attenuation_of(self, fibre: str, wavelength_nm: Number) -> Stated | None:
        """Return the attenuation at a wavelength that the table states, None at any other.

        Of nominal wavelengths one stands for the others of its window: 1300 and 1310 nm.
        """
        rows = {row.wavelength_nm: row.db_per_km for row in self.attenuation if row.fibre == fibre}
        alike = next((window for window in windows().windows_nm if wavelength_nm in window), ())
        return next((rows[each] for each in (wavelength_nm, *alike) if each in rows), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What an application allows on some fibres; None where no document read states it."""

    fibres: tuple[str, ...]
    reach_m: Stated | None
    loss_db: Stated | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeTable:
    """Fuses by motor current: (highest full-load current, rated current of the fuse), in A.

    `starts_per_hour` is the most that the sizes are chosen for, None where the table says nothing of it.
    """

    title: str
    sizes: tuple[tuple[Number, Number], ...]
    source: Source
    notes: tuple[str, ...] = ()
    starts_per_hour: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpulseTable:
    """Impulse withstand voltages in V by the highest nominal voltage to earth of a row, and measurement category."""

    impulse_v: tuple[tuple[Number, Mapping[str, Number]], ...]
    source: Source


@cache
def loss_table() -> LossTable:
    """Return the attenuation of fibres and the loss of joints."""
    data = _table("fibre-attenuation")
    sources = _sources(data)
    rows = (
        Attenuation(fibre=row["fibre"], wavelength_nm=row["wavelength_nm"], db_per_km=_stated(row, sources))
        for row in data["attenuation_db_per_km"]
    )
    joints = {key: _stated(data[key], sources) for key in ("connection_db", "splice_db")}
    return LossTable(attenuation=tuple(rows), **joints)


@cache
def applications() -> Mapping[str, tuple[Channel, ...]]:
    """Return the applications by name, each with one channel for every group of fibres."""
    data = _table("fibre-applications")
    sources = _sources(data)
    return {name: tuple(_channel(row, sources) for row in rows) for name, rows in data["applications"].items()}


def channel_of(application: str, fibre: str) -> Channel | None:
    """Return what an application allows on a fibre, None when no document read says anything."""
    return next((each for each in applications().get(application, ()) if fibre in each.fibres), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """The nominal wavelength of each application in nm, and the windows, each with the nominal ones that lie in it."""

    nominal_nm: Mapping[str, Stated]
    windows_nm: tuple[tuple[Number, ...], ...]

    def same(self, one_nm: Number, other_nm: Number) -> bool:
        """Return whether two wavelengths belong to one window: that of the nominal wavelength nearest to each."""
        return self._nearest(one_nm) == self._nearest(other_nm)

    def _nearest(self, wavelength_nm: Number) -> tuple[Number, ...]:
        return min(self.windows_nm, key=lambda window: min(abs(each - wavelength_nm) for each in window))


@cache
def windows() -> Windows:
    """Return at which wavelengths the applications work."""
    data = _table("fibre-applications")
    sources = _sources(data)
    nominal = {name: _stated(row, sources) for name, row in data["wavelengths_nm"].items()}
    return Windows(nominal_nm=nominal, windows_nm=tuple(map(tuple, data["windows_nm"])))


@cache
def size_table(name: str) -> SizeTable:
    """Return a table of line fuses: ASSISTED_START or DIRECT_ON_LINE."""
    data = _table(name)
    sizes = tuple((most, fuse) for most, fuse in data["rows"])
    source, notes = Source(**data["source"]), tuple(data.get("notes", ()))
    starts = data.get("starts_per_hour")
    return SizeTable(title=data["title"], sizes=sizes, source=source, notes=notes, starts_per_hour=starts)


@cache
def impulse_table() -> ImpulseTable:
    """Return the impulse withstand voltages of measuring circuits."""
    data = _table("impulse-voltages")
    return ImpulseTable(impulse_v=_by_category(data, "impulse_v"), source=Source(**data["source"]))


@cache
def serial_line() -> Mapping[str, Stated]:
    """Return the limits of the Modbus serial line document by name."""
    data = _table("modbus-serial-line")
    return {
        name: Stated(value=row["value"], source=Source(document=data["document"], clause=row["clause"]))
        for name, row in data["limits"].items()
    }


def _channel(row: Mapping[str, Any], sources: Sources) -> Channel:
    reach, loss = (_stated(row[key], sources) if key in row else None for key in ("reach_m", "channel_loss_db"))
    return Channel(fibres=tuple(row["fibres"]), reach_m=reach, loss_db=loss)


def _stated(row: Mapping[str, Any], sources: Sources) -> Stated:
    others = tuple(_stated(each, sources) for each in row.get("others", ()))
    return Stated(value=row["value"], source=sources[row["source"]], others=others)


def _by_category(data: Mapping[str, Any], key: str) -> tuple[tuple[Number, Mapping[str, Number]], ...]:
    rows = ((row["voltage_to_earth_max_v"], row[key]) for row in data["rows"])
    return tuple((most, dict(zip(data["categories"], cells, strict=True))) for most, cells in rows)


def _sources(data: Mapping[str, Any]) -> Sources:
    return {key: Source(**source) for key, source in data["sources"].items()}


def _table(name: str) -> Mapping[str, Any]:
    return data_of(folder("schemas") / "tables" / f"{name}.yaml")
