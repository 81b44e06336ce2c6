"""Fibre links."""

from collections.abc import Mapping

from plantwright.frozen import dataclass, field
from plantwright.site.model.item import Item, Number


@dataclass(frozen=True, slots=True, kw_only=True)
class FibreEnd:
    """One end of a fibre link."""

    port: str
    connector: str = ""
    polish: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerBand:
    """Least and highest optical power."""

    min_dbm: Number
    max_dbm: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class FibreLink(Item):
    """A fibre link from end A to end B; `connections` are mated connector pairs."""

    fibre: str
    wavelength_nm: Number
    length_m: Number
    application: str = ""
    connections: int | None = None
    splices: int | None = None
    margin_db: Number | None = None
    attenuator_db: Number | None = None
    measured_loss_db: Number | None = None
    return_loss_db: Number | None = None
    minimum_loss_db: Number | None = None
    transmitter: PowerBand | None = None
    receiver: PowerBand | None = None
    effective_area_um2: Number | None = None
    power_dbm: Number | None = None
    cable: str = ""
    ends: Mapping[str, FibreEnd] = field(default_factory=dict)
