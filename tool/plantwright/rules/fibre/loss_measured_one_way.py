"""FIB048: the loss of a fibre link was measured in one direction only."""

from collections.abc import Iterator, Sequence

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.found import by_link
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import fail, passed
from plantwright.site.limit_tables import windows
from plantwright.site.model import FibreLink, Site
from plantwright.site.records import FibreLinkLoss

DIRECTIONS = ("A-B", "B-A")


@rule(
    id="FIB048",
    severity=WARNING,
    title="Loss of a fibre link measured one way",
    source=Source(document="plantwright record format", clause="fibre-link-loss, direction"),
    refs=(),
    mend="measure the other direction as well",
    bad={"records.2026-10-12-loss-FO1.measurements.1.direction": "A-B"},
)
def loss_measured_one_way(site: Site) -> Iterator[Verdict]:
    """A joint of two different cores loses little one way and much the other; light goes both ways."""
    every = tuple(by_link(site, FibreLinkLoss))
    for tag in dict.fromkeys(link.tag for link, _ in every):
        yield from _judged(site.fibre_links[tag], [record for link, record in every if link.tag == tag])


def _judged(link: FibreLink, records: Sequence[FibreLinkLoss]) -> Iterator[Verdict]:
    """Yield the verdict on a link, nothing when its wavelength was not measured at all: that is for FIB049."""
    losses = [each for record in records for each in record.measurements]
    ways = {each.direction for each in losses if windows().same(each.wavelength_nm, link.wavelength_nm)}
    last, path = records[-1], records[-1].path("measurements")
    if len(ways) == 1:
        (lacking,) = set(DIRECTIONS) - ways
        message = f"{last.file}: no loss {lacking} at {link.wavelength_nm} nm is recorded"
        yield fail(link, message, path=path, hint=f"measure {lacking} as well")
    elif ways:
        yield passed(link, f"{last.file}: measured both ways at {link.wavelength_nm} nm", path=path)
