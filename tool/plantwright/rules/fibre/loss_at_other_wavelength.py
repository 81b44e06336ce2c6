"""FIB049: the loss of a fibre link was not measured at the wavelength that it works at."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.found import REPORT, by_link
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, passed
from plantwright.site.limit_tables import windows
from plantwright.site.model import Site
from plantwright.site.records import FibreLinkLoss


@rule(
    id="FIB049",
    severity=ERROR,
    title="Loss measured at another wavelength only",
    source=Source(document=REPORT, clause="3.1.3", lines="233", provenance="derived"),
    refs=("FO-BUDG-01",),
    mend="measure at the wavelength of the link",
    bad={f"records.2026-10-12-loss-FO1.measurements.{place}.wavelength_nm": 1550 for place in (0, 1)},
)
def loss_at_other_wavelength(site: Site) -> Iterator[Verdict]:
    """A fibre loses less at a longer wavelength: a loss at another one does not prove the budget."""
    for link, record in by_link(site, FibreLinkLoss):
        measured = dict.fromkeys(each.wavelength_nm for each in record.measurements)
        path, told = record.path("measurements"), ", ".join(f"{each} nm" for each in measured)
        if any(windows().same(each, link.wavelength_nm) for each in measured):
            yield passed(
                link, f"{record.file}: measured at {told}, the link works at {link.wavelength_nm} nm", path=path
            )
        else:
            message = f"{record.file}: measured at {told} only, the link works at {link.wavelength_nm} nm"
            yield fail(link, message, path=path, hint=f"measure at {link.wavelength_nm} nm")
