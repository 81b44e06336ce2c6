"""FIB047: a recorded loss is more than fibre, connections and splices of the link may lose together."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.budget import loss, missing, words
from plantwright.rules.fibre.found import REPORT, by_link
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.records.values import uncertainty
from plantwright.rules.say import Detail, amount, at_most, not_applicable, not_checked
from plantwright.site.limit_tables import windows
from plantwright.site.model import FibreLink, Site
from plantwright.site.records import FibreLinkLoss, Loss


@rule(
    id="FIB047",
    severity=ERROR,
    title="Recorded loss above the budget of the link",
    source=Source(document=REPORT, clause="3.1.3", lines="233", provenance="derived"),
    refs=("FO-BUDG-01",),
    bad={"records.2026-10-12-loss-FO1.measurements.0.loss_db": 2.45},
)
def recorded_loss_above_budget(site: Site) -> Iterator[Verdict]:
    """A link that loses more than its parts may has a dirty, badly polished or broken one, even if it still works.

    The reserve is for later and allows nothing today.
    """
    for link, record in by_link(site, FibreLinkLoss):
        for place, measured in enumerate(record.measurements):
            yield _judged(site, link, record, place, measured)


def _judged(site: Site, link: FibreLink, record: FibreLinkLoss, place: int, measured: Loss) -> Verdict:
    path, found = record.path("measurements", place, "loss_db"), loss(link)
    if needs := missing(link):
        return not_checked(link, *needs)
    if not windows().same(link.wavelength_nm, measured.wavelength_nm):
        return not_applicable(link, f"its budget is for {amount(link.wavelength_nm, 'nm')}", path=path)
    if found is None:
        why = f"no document read states the attenuation of {link.fibre} at {amount(link.wavelength_nm, 'nm')}"
        return not_checked(link, why=why, path=path)
    what = f"{record.file}: loss {measured.direction} ({words(link, found, reserve=False)})"
    hint = "inspect and clean the joints, and look for a bad splice or a bend"
    off = uncertainty(site, record, measured.loss_db, "dB")
    detail = Detail(path=path, source=found.source, hint=hint, uncertainty=off)
    return at_most(link, what, measured.loss_db, found.passive_db, "dB", **detail)
