"""FIB013: a fibre link is stated at a wavelength that its application does not use."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.budget import fits
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, fail, not_checked, passed
from plantwright.site.limit_tables import windows
from plantwright.site.model import FibreLink, Site


@rule(
    id="FIB013",
    severity=ERROR,
    title="Wavelength does not fit the application",
    source=Source(document="IEC/TR 62627-01:2010 (withdrawn)", clause="3.1.3", lines="233"),
    refs=("FO-BUDG-01",),
    mend="state the wavelength of the application, or the application that the modules are made for",
    bad={"fibre_links.FO1.wavelength_nm": 1550},
)
def wavelength_does_not_fit(site: Site) -> Iterator[Verdict]:
    """Loss and reach belong to one wavelength; a budget reckoned at another one says nothing of the link."""
    for link in site.fibre_links.values():
        if link.application:
            yield _judged(link)
        else:
            yield not_checked(link, f"fibre_links.{link.tag}.application")


def _judged(link: FibreLink) -> Verdict:
    path, found = link.path("wavelength_nm"), amount(link.wavelength_nm, "nm")
    nominal, good = windows().nominal_nm.get(link.application), fits(link.application, link.wavelength_nm)
    if nominal is None:
        return not_checked(link, why=f"no document read states the wavelength of {link.application}", path=path)
    wanted = amount(nominal.value, "nm")
    if good:
        return passed(link, f"{link.application} works at {wanted}, the link at {found}", path=path)
    hint = f"state {wanted}, or the application that the modules are made for"
    message = f"{link.application} works at {wanted}, the link is stated at {found}"
    numbers = {"value": link.wavelength_nm, "limit": nominal.value}
    return fail(link, message, path=path, source=nominal.source, hint=hint, unit="nm", **numbers)
