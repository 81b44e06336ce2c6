"""What a fibre link loses at its wavelength, by its length, its joints, its attenuator and its reserve."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source
from plantwright.frozen import dataclass, replace
from plantwright.physics import fibre_budget
from plantwright.rules.say import amount
from plantwright.site.limit_tables import Channel, Stated, applications, channel_of, loss_table, windows
from plantwright.site.model import FibreLink, Number

JOINTS = ("connections", "splices")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """The largest loss of a link in dB, in parts; `source` is that of the first number no document read proves."""

    fibre_db: float
    connections_db: float
    splices_db: float
    attenuator_db: float
    margin_db: float
    source: Source | None = None

    @property
    def passive_db(self) -> float:
        """Without the reserve: what the link itself loses."""
        joints_db = self.connections_db + self.splices_db + self.attenuator_db
        return round(fibre_budget.link_loss_db(self.fibre_db, joints_db, 0.0), 6)

    @property
    def total_db(self) -> float:
        return round(fibre_budget.link_loss_db(self.passive_db, 0.0, 0.0, margin_db=self.margin_db), 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What one application makes of a link at the wavelength of the application. None where nothing read states it."""

    application: str
    wavelength_nm: Number
    loss_db: float | None
    reach_m: Number | None
    allowed_db: Number | None
    reach_by_loss_m: float | None
    verdict: str


def missing(link: FibreLink) -> tuple[str, ...]:
    """Return the keys without which the joints of a link cannot be counted."""
    return tuple(f"fibre_links.{link.tag}.{key}" for key in JOINTS if getattr(link, key) is None)


def attenuation(link: FibreLink) -> Stated | None:
    """Return the attenuation of the fibre of a link at its wavelength, None where no document read states it."""
    return loss_table().attenuation_of(link.fibre, link.wavelength_nm)


def loss(link: FibreLink) -> Loss | None:
    """Return the largest loss of a link, None when its joints or the attenuation of its fibre are not known."""
    table, stated = loss_table(), attenuation(link)
    if stated is None or missing(link):
        return None
    return Loss(
        fibre_db=fibre_budget.fibre_loss_db(link.length_m, stated.value),
        connections_db=(link.connections or 0) * table.connection_db.value,
        splices_db=(link.splices or 0) * table.splice_db.value,
        attenuator_db=link.attenuator_db or 0,
        margin_db=link.margin_db or 0,
        source=doubtful(stated, table.connection_db, table.splice_db),
    )


def words(link: FibreLink, found: Loss, *, reserve: bool = True) -> str:
    """Return the parts of a loss in words; without `reserve` those of what the link itself loses."""
    parts = [
        (f"{amount(link.length_m, 'm')} of {link.fibre}", found.fibre_db),
        (f"{link.connections} connections", found.connections_db),
        (f"{link.splices} splices", found.splices_db),
        ("attenuator", found.attenuator_db),
        ("reserve", found.margin_db if reserve else 0),
    ]
    always, others = parts[:3], [part for part in parts[3:] if part[1]]
    return ", ".join(f"{name} {amount(loss_db, 'dB')}" for name, loss_db in (*always, *others))


def doubtful(*numbers: Stated) -> Source | None:
    """Return the source of the first number that no document read proves."""
    return next((each.source for each in numbers if each.source.provenance == "unverified"), None)


def fits(application: str, wavelength_nm: Number) -> bool | None:
    """Return whether an application works at a wavelength, None where no document read states its own."""
    nominal = windows().nominal_nm.get(application)
    return None if nominal is None else windows().same(nominal.value, wavelength_nm)


def needed_loss_db(link: FibreLink) -> float | None:
    """Return the least loss at which the receiver of a link is not overloaded; None where nothing is stated."""
    stated = [] if link.minimum_loss_db is None else [float(link.minimum_loss_db)]
    if link.transmitter and link.receiver:
        stated.append(fibre_budget.minimum_loss_db(link.transmitter.max_dbm, link.receiver.max_dbm))
    return max(stated, default=None)


def uses(link: FibreLink) -> Iterator[Use]:
    """Yield what every application makes of a link that a document read has for its fibre."""
    for name in applications():
        channel, nominal = channel_of(name, link.fibre), windows().nominal_nm.get(name)
        if channel and nominal:
            wavelength_nm = link.wavelength_nm if fits(name, link.wavelength_nm) else nominal.value
            yield _use(name, channel, replace(link, wavelength_nm=wavelength_nm))


def _use(name: str, channel: Channel, link: FibreLink) -> Use:
    reach, allowed, found = channel.reach_m, channel.loss_db, loss(link)
    return Use(
        application=name,
        wavelength_nm=link.wavelength_nm,
        loss_db=found.total_db if found else None,
        reach_m=reach.value if reach else None,
        allowed_db=allowed.value if allowed else None,
        reach_by_loss_m=_reach_by_loss_m(link, allowed),
        verdict=_verdict(link, reach, allowed),
    )


def _reach_by_loss_m(link: FibreLink, allowed: Stated | None) -> float | None:
    found, stated = loss(link), attenuation(link)
    if allowed is None or found is None or stated is None:
        return None
    return round(fibre_budget.longest_m(allowed.value, stated.value, found.total_db - found.fibre_db), 1)


def _verdict(link: FibreLink, reach: Stated | None, allowed: Stated | None) -> str:
    found = loss(link)
    if reach and link.length_m > reach.value:
        return "too long"
    if allowed is None or found is None:
        return "loss not checked"
    if found.total_db > allowed.value:
        return "loses too much"
    return "fits by unverified numbers" if doubtful(allowed) or found.source else "fits"
