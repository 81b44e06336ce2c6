"""Records of data links: certificates of copper cables; end faces, connections and losses of fibres."""

import datetime
from collections.abc import Mapping

from plantwright.frozen import dataclass, field
from plantwright.site.records.record import Document, Limit, Number, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """The worst value of one measurement of a copper link; negative when the limit is passed."""

    what: str
    margin_db: Number
    pair: str = ""
    frequency_mhz: Number | None = None


@dataclass(frozen=True, kw_only=True)
class CopperCertificate(Record):
    """The summary of a certificate of a data cable."""

    test_limit: str
    results: tuple[Margin, ...]
    link: str = ""
    length_m: Number | None = None
    accuracy_db: Number | None = None
    document: Document | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What an end face was judged by."""

    standard: str
    edition: str = ""
    table: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerOff:
    """That no light was in the fibre."""

    confirmed: bool
    at: str = ""
    power_dbm: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """What was counted in a zone of an end face: widths of scratches and diameters of defects, in µm."""

    scratches_um: tuple[Number, ...] = ()
    defects_um: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An inspection (`result` clean or dirty) or a cleaning (`step` dry or wet).

    `debris` is what an inspection says of dirt that stays; `dried`: a wet cleaning ended dry on the same wipe.
    """

    at: str
    step: str
    result: str = ""
    debris: str = ""
    zones: Mapping[str, Zone] = field(default_factory=dict)
    tool: str = ""
    tool_serial: str = ""
    cleaner: str = ""
    solvent: str = ""
    dried: bool = False
    strokes: int | None = None
    person: str = ""
    image: Document | None = None
    note: str = ""

    @property
    def time(self) -> datetime.datetime:
        """Return when it was done, with its zone."""
        return datetime.datetime.fromisoformat(self.at)


@dataclass(frozen=True, kw_only=True)
class FibreEndFace(Record):
    """The inspections and cleanings of one end face in their order."""

    end: str
    end_face: str
    criteria: Criteria
    power_off: PowerOff
    attempts: tuple[Attempt, ...]
    port: str = ""
    connector: str = ""
    polish: str = ""
    removable: bool | None = None


@dataclass(frozen=True, kw_only=True)
class FibreMating(Record):
    """A connection that was mated or demated, or an end face that was touched."""

    end: str
    event: str
    port: str = ""
    sleeve: str = ""
    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A loss at one wavelength in one direction."""

    wavelength_nm: Number
    direction: str
    loss_db: Number
    limit: Limit


@dataclass(frozen=True, kw_only=True)
class FibreLinkLoss(Record):
    """The losses of a link."""

    measurements: tuple[Loss, ...]
    method: str = ""
