"""ENV015: a device for indoor use stands outdoors."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.by_place import needed
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Site


@rule(
    id="ENV015",
    severity=ERROR,
    title="Device for indoor use outdoors",
    source=Source(document="Manuals of the devices of the location", clause="place of use"),
    refs=("ZES-029", "CLR-013"),
    mend="put the devices into a building, or into an enclosure that counts as indoors",
    bad={"locations.MCC1.indoor": False},
)
def outdoors(site: Site) -> Iterator[Verdict]:
    """Rain, sun and condensation are outside what these devices were tested for."""
    return needed(
        site,
        "indoor",
        none="no device here is limited to indoor use",
        met="indoors",
        missed="outdoors, but {tags} may be used indoors only",
    )
