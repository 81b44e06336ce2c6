"""FIB011: a fibre link is longer than its application reaches."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, not_checked
from plantwright.site.limit_tables import channel_of
from plantwright.site.model import FibreLink, Site


@rule(
    id="FIB011",
    severity=ERROR,
    title="Fibre link longer than its application reaches",
    source=Source(document="IEC/TR 62627-01:2010 (withdrawn)", clause="3.1.3", lines="233"),
    refs=("FO-BUDG-01",),
    bad={"fibre_links.FO2.length_m": 301},
)
def link_too_long(site: Site) -> Iterator[Verdict]:
    """Light that takes many ways through a fibre smears its pulses; loss alone does not set the reach."""
    for link in site.fibre_links.values():
        if link.application:
            yield _verdict(link)
        else:
            yield not_checked(link, f"fibre_links.{link.tag}.application")


def _verdict(link: FibreLink) -> Verdict:
    channel = channel_of(link.application, link.fibre)
    reach = channel.reach_m if channel else None
    if reach is None:
        why = f"no document read states how far {link.application} reaches on {link.fibre}"
        return not_checked(link, why=why, path=link.path("application"))
    return at_most(
        link,
        f"length for {link.application} on {link.fibre}",
        link.length_m,
        reach.value,
        "m",
        path=link.path("length_m"),
        source=reach.source,
        hint="choose a better fibre, or an application with a longer reach",
    )
