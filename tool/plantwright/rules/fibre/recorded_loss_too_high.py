"""FIB046: a recorded loss is more than the application of the link allows."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.budget import fits
from plantwright.rules.fibre.found import REPORT, by_link
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.records.values import uncertainty
from plantwright.rules.say import Detail, at_most, not_applicable, not_checked
from plantwright.site.limit_tables import channel_of
from plantwright.site.model import FibreLink, Site
from plantwright.site.records import FibreLinkLoss, Loss


@rule(
    id="FIB046",
    severity=ERROR,
    title="Recorded loss of a fibre link too high",
    source=Source(document=REPORT, clause="3.1.3", lines="233"),
    refs=("FO-BUDG-01",),
    bad={"records.2026-10-12-loss-FO2.measurements.0.loss_db": 2.7},
)
def recorded_loss_too_high(site: Site) -> Iterator[Verdict]:
    """What was measured decides, in each direction, whatever limit was written beside it."""
    for link, record in by_link(site, FibreLinkLoss):
        for place, measured in enumerate(record.measurements):
            yield _judged(site, link, record, place, measured)


def _judged(site: Site, link: FibreLink, record: FibreLinkLoss, place: int, measured: Loss) -> Verdict:
    channel, path = channel_of(link.application, link.fibre), record.path("measurements", place, "loss_db")
    if not link.application:
        return not_checked(link, f"fibre_links.{link.tag}.application")
    if fits(link.application, measured.wavelength_nm) is False:
        return not_applicable(link, f"{link.application} does not work at {measured.wavelength_nm} nm", path=path)
    if channel is None or channel.loss_db is None:
        why = f"no document read states what {link.application} may lose on {link.fibre}"
        return not_checked(link, why=why, path=path)
    what = f"{record.file}: loss {measured.direction} at {measured.wavelength_nm} nm for {link.application}"
    allowed, hint = channel.loss_db, "inspect and clean the joints, or take some out, and measure again"
    off = uncertainty(site, record, measured.loss_db, "dB")
    detail = Detail(path=path, source=allowed.source, hint=hint, uncertainty=off)
    return at_most(link, what, measured.loss_db, allowed.value, "dB", **detail)
