"""ENV014: soft starters stand so high that they must be derated."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.by_place import limited
from plantwright.rules.frame import WARNING, rule
from plantwright.site.model import Device, Site, Starter


@rule(
    id="ENV014",
    severity=WARNING,
    title="Soft starter to be derated for altitude",
    source=Source(document="CLR8G operating manual", clause="3", lines="112"),
    refs=("CLR-009", "X-035"),
    mend="ask the maker for the reduced rating",
    bad={"locations.MCC1.altitude_m": 2100},
)
def starter_needs_derating(site: Site) -> Iterator[Verdict]:
    """Above 2000 m the starter carries less; the manual gives no factor, so the maker has to."""
    what, hint = "altitude of soft starters", "ask the maker for the reduced rating"
    return limited(site, "altitude_m", what, "m", none="no soft starter here", of=_may_be_derated, hint=hint)


def _may_be_derated(device: Device) -> bool:
    return isinstance(device, Starter)
