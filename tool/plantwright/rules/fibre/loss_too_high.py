"""FIB010: a fibre link loses more than its application allows."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.fibre_budget import fibre_loss_db, link_loss_db
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, at_most, not_checked
from plantwright.site.limit_tables import Stated, channel_of, loss_table
from plantwright.site.model import FibreLink, Site

NEEDED = ("application", "connections", "splices")


@rule(
    id="FIB010",
    severity=ERROR,
    title="Fibre link loses too much",
    source=Source(document="IEC/TR 62627-01:2010", clause="3.1.3", lines="233"),
    refs=("FO-BUDG-01",),
    bad={"fibre_links.FO2.connections": 3},
)
def loss_too_high(site: Site) -> Iterator[Verdict]:
    """From 1 Gbit/s on the allowance is a few decibels, and each pair of connectors takes most of one."""
    for link in site.fibre_links.values():
        channel = channel_of(link.application, link.fibre)
        missing = [f"fibre_links.{link.tag}.{key}" for key in NEEDED if getattr(link, key) in (None, "")]
        if missing:
            yield not_checked(link, *missing)
        elif channel is None or channel.loss_db is None:
            why = f"no document read states what {link.application} may lose on {link.fibre}"
            yield not_checked(link, why=why, path=link.path("application"))
        else:
            yield _verdict(link, channel.loss_db)


def _verdict(link: FibreLink, allowed: Stated) -> Verdict:
    table = loss_table()
    attenuation = table.attenuation_of(link.fibre, link.wavelength_nm)
    if attenuation is None:
        why = f"no document read states the attenuation of {link.fibre} at {amount(link.wavelength_nm, 'nm')}"
        return not_checked(link, why=why, path=link.path("wavelength_nm"))
    losses_db = (
        fibre_loss_db(link.length_m, attenuation.value),
        (link.connections or 0) * table.connection_db.value,
        (link.splices or 0) * table.splice_db.value,
    )
    what, path = f"loss for {link.application} ({_in_words(link, *losses_db)})", link.path("connections")
    source = _doubtful(allowed, attenuation, table.connection_db, table.splice_db) or allowed.source
    loss_db, hint = round(link_loss_db(*losses_db), 6), "take out connections, or choose another application"
    return at_most(link, what, loss_db, allowed.value, "dB", path=path, source=source, hint=hint)


def _in_words(link: FibreLink, fibre_db: float, connections_db: float, splices_db: float) -> str:
    parts = (
        (f"{amount(link.length_m, 'm')} of {link.fibre}", fibre_db),
        (f"{link.connections} connections", connections_db),
        (f"{link.splices} splices", splices_db),
    )
    return ", ".join(f"{name} {amount(loss_db, 'dB')}" for name, loss_db in parts)


def _doubtful(*numbers: Stated) -> Source | None:
    """Return the source of the first number that no document read proves."""
    return next((each.source for each in numbers if each.source.provenance == "unverified"), None)
