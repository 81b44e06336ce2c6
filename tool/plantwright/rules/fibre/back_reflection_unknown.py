"""FIB017: nobody measured how much light the joints of a fast multimode link throw back."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import INFO, rule
from plantwright.rules.say import amount, fail, not_applicable, not_checked, passed
from plantwright.site.limit_tables import windows
from plantwright.site.model import FibreLink, Site

SHORT_WAVE_NM = 850
SLOW = ("10BASE-", "100BASE-")


@rule(
    id="FIB017",
    severity=INFO,
    title="Back reflection of a fast multimode link not measured",
    source=Source(document="IEC/TR 62627-01:2010 (withdrawn)", clause="3.1.3", lines="233"),
    refs=("FO-BUDG-02",),
    bad={"fibre_links.FO2.return_loss_db": None},
)
def back_reflection_unknown(site: Site) -> Iterator[Verdict]:
    """A VCSEL is disturbed by its own light: it needs a low back reflection, for which the document gives no number."""
    for link in site.fibre_links.values():
        yield _judged(link)


def _judged(link: FibreLink) -> Verdict:
    nominal = windows().nominal_nm.get(link.application)
    if not link.application:
        return not_checked(link, f"fibre_links.{link.tag}.application")
    if nominal is None or nominal.value != SHORT_WAVE_NM or link.application.startswith(SLOW):
        return not_applicable(link, f"{link.application} is not known to use a VCSEL at 1 Gbit/s or more")
    if link.return_loss_db is None:
        hint = "measure the return loss and compare it with the data sheet of the modules"
        return fail(link, "the return loss of its connections is not stated", path=link.path("application"), hint=hint)
    path = link.path("return_loss_db")
    return passed(link, f"return loss of {amount(link.return_loss_db, 'dB')} is stated", path=path)
