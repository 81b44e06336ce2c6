"""FIB016: a fibre link was measured with more loss than its application allows."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.budget import fits
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.limit_tables import channel_of
from plantwright.site.model import FibreLink, Site


@rule(
    id="FIB016",
    severity=ERROR,
    title="Measured loss of a fibre link too high",
    source=Source(document="IEC/TR 62627-01:2010 (withdrawn)", clause="3.1.3", lines="233"),
    refs=("FO-BUDG-01",),
    bad={"fibre_links.FO2.measured_loss_db": 2.7},
)
def measured_loss_too_high(site: Site) -> Iterator[Verdict]:
    """What was measured decides; a link that loses more than its budget says has a dirty or broken joint."""
    for link in site.fibre_links.values():
        yield _judged(link)


def _judged(link: FibreLink) -> Verdict:
    channel, path = channel_of(link.application, link.fibre), link.path("measured_loss_db")
    if link.measured_loss_db is None:
        return not_applicable(link, "no measured loss is stated")
    if not link.application:
        return not_checked(link, f"fibre_links.{link.tag}.application")
    if fits(link.application, link.wavelength_nm) is False:
        return not_applicable(link, "FIB013 decides: the application works at another wavelength", path=path)
    if channel is None or channel.loss_db is None:
        why = f"no document read states what {link.application} may lose on {link.fibre}"
        return not_checked(link, why=why, path=path)
    what, hint = f"measured loss for {link.application}", "inspect and clean the joints, or take some out"
    allowed = channel.loss_db
    return at_most(link, what, link.measured_loss_db, allowed.value, "dB", path=path, source=allowed.source, hint=hint)
