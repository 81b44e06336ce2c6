"""ENV012: a location lies higher than its devices allow."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.by_place import limited
from plantwright.rules.frame import ERROR, rule
from plantwright.site.model import Device, Site, Starter


@rule(
    id="ENV012",
    severity=ERROR,
    title="Altitude above the limit of the devices",
    source=Source(document="Manuals of the devices of the location", clause="altitude"),
    refs=("X-035", "K7-010", "ZES-030"),
    mend="mount the devices below the altitude that is named, or ask the maker for a written release",
    bad={"locations.MCC1.altitude_m": 2100},
)
def altitude_too_high(site: Site) -> Iterator[Verdict]:
    """Thin air insulates and cools less; clearances are made for 2000 m. Soft starters may be derated: ENV014."""
    none = "no device here that may not be derated states an altitude"
    return limited(site, "altitude_m", "altitude (limit of {by})", "m", none=none, of=_not_derated)


def _not_derated(device: Device) -> bool:
    return not isinstance(device, Starter)
