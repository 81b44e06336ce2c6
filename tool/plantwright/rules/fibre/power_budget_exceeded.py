"""FIB015: a fibre link may lose more than lies between its transmitter and its receiver."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.fibre_budget import power_budget_db
from plantwright.rules.fibre.budget import loss, missing, words
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, at_most, not_applicable, not_checked
from plantwright.site.model import FibreLink, Site


@rule(
    id="FIB015",
    severity=ERROR,
    title="Power budget of a fibre link exceeded",
    source=Source(document="IEC/TR 62627-01:2010 (withdrawn)", clause="3.1.3", lines="233", provenance="derived"),
    refs=("FO-BUDG-01",),
    bad={"fibre_links.FO1.margin_db": 9},
)
def power_budget_exceeded(site: Site) -> Iterator[Verdict]:
    """The weakest transmitter must still reach the least sensitive receiver when the link has aged."""
    for link in site.fibre_links.values():
        yield _judged(link)


def _judged(link: FibreLink) -> Verdict:
    if link.transmitter is None or link.receiver is None:
        return not_applicable(link, "the powers of transmitter and receiver are not stated")
    if needs := missing(link):
        return not_checked(link, *needs)
    found = loss(link)
    if found is None:
        why = f"no document read states the attenuation of {link.fibre} at {amount(link.wavelength_nm, 'nm')}"
        return not_checked(link, why=why, path=link.path("wavelength_nm"))
    budget_db = power_budget_db(link.transmitter.min_dbm, link.receiver.min_dbm)
    hint = "use stronger modules, fewer joints, or a smaller reserve"
    what = f"loss ({words(link, found)})"
    path, source = link.path("receiver", "min_dbm"), found.source
    return at_most(link, what, found.total_db, budget_db, "dB", path=path, source=source, hint=hint)
