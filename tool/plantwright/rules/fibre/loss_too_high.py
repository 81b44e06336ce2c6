"""FIB010: a fibre link loses more than its application allows."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.budget import Loss, doubtful, fits, loss, missing, words
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, at_most, not_applicable, not_checked
from plantwright.site.limit_tables import Stated, channel_of
from plantwright.site.model import FibreLink, Site


@rule(
    id="FIB010",
    severity=ERROR,
    title="Fibre link loses too much",
    source=Source(document="IEC/TR 62627-01:2010 (withdrawn)", clause="3.1.3", lines="233"),
    refs=("FO-BUDG-01",),
    bad={"fibre_links.FO2.connections": 3},
)
def loss_too_high(site: Site) -> Iterator[Verdict]:
    """From 1 Gbit/s on the allowance is a few decibels, and each pair of connectors takes most of one."""
    for link in site.fibre_links.values():
        yield _judged(link)


def _judged(link: FibreLink) -> Verdict:
    needs = ([] if link.application else [f"fibre_links.{link.tag}.application"]) + list(missing(link))
    channel, found, path = channel_of(link.application, link.fibre), loss(link), link.path("application")
    if needs:
        return not_checked(link, *needs)
    if fits(link.application, link.wavelength_nm) is False:
        return not_applicable(link, "FIB013 decides: the application works at another wavelength", path=path)
    if channel is None or channel.loss_db is None:
        why = f"no document read states what {link.application} may lose on {link.fibre}"
        return not_checked(link, why=why, path=path)
    if found is None:
        why = f"no document read states the attenuation of {link.fibre} at {amount(link.wavelength_nm, 'nm')}"
        return not_checked(link, why=why, path=link.path("wavelength_nm"))
    return _verdict(link, found, channel.loss_db)


def _verdict(link: FibreLink, found: Loss, allowed: Stated) -> Verdict:
    what, path = f"loss for {link.application} ({words(link, found)})", link.path("connections")
    source = doubtful(allowed) or found.source or allowed.source
    hint = "take out connections, or choose another application"
    return at_most(link, what, found.total_db, allowed.value, "dB", path=path, source=source, hint=hint)
