"""FIB014: so little is lost on a fibre link that the receiver gets too much light."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.fibre_budget import least_attenuator_db
from plantwright.rules.fibre.budget import loss, needed_loss_db
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, at_least, not_applicable, not_checked
from plantwright.site.model import FibreLink, Site

MODULES = {"transmitter": {"min_dbm": 0, "max_dbm": 5}, "receiver": {"min_dbm": -22, "max_dbm": -3}}


@rule(
    id="FIB014",
    severity=ERROR,
    title="Receiver of a fibre link overloaded",
    source=Source(
        document="4-NET optical budget page", clause="minimum loss of long-reach modules", provenance="public"
    ),
    refs=("FO-BUDG-01",),
    mend="put an attenuator before the receiver, or use modules of a shorter reach",
    good={"fibre_links.FO1": {**MODULES, "measured_loss_db": 8}},
    bad={"fibre_links.FO1.measured_loss_db": 7.9},
)
def receiver_overloaded(site: Site) -> Iterator[Verdict]:
    """A module for 40 km on a short link drowns its partner; the tables give the largest loss, so it is measured."""
    for link in site.fibre_links.values():
        yield _judged(link, needed_loss_db(link))


def _judged(link: FibreLink, needed_db: float | None) -> Verdict:
    least_db, at_best = _least_db(link, needed_db or 0)
    path = link.path("measured_loss_db" if link.measured_loss_db is not None else "length_m")
    if needed_db is None:
        return not_applicable(link, "neither transmitter and receiver nor a least loss are stated")
    if least_db is None:
        return not_checked(link, f"fibre_links.{link.tag}.measured_loss_db")
    more_db = least_attenuator_db(needed_db, least_db)
    hint = (
        f"put an attenuator of {amount(more_db, 'dB')} or more before the receiver, or use modules of a shorter reach"
    )
    return at_least(link, f"loss ({at_best})", least_db, needed_db, "dB", path=path, hint=hint)


def _least_db(link: FibreLink, needed_db: float) -> tuple[float | None, str]:
    """Return a loss that is sure enough to judge by, and what it is; None when only a measurement can tell."""
    if link.measured_loss_db is not None:
        return link.measured_loss_db, "measured"
    if (link.attenuator_db or 0) >= needed_db:
        return link.attenuator_db or 0.0, "of the attenuator alone"
    largest = loss(link)
    if largest and largest.passive_db < needed_db:
        return largest.passive_db, "largest by the tables"
    return None, ""
