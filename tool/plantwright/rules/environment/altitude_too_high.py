"""ENV012: a location lies higher than its devices allow."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.climate import common, occupied
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.model import Site, Starter


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
    for place, devices in occupied(site):
        limit = common(tuple(device for device in devices if not isinstance(device, Starter)), "altitude_m")
        if limit is None or limit.band[1] is None:
            yield not_applicable(place, "no device here that may not be derated states an altitude")
        elif place.altitude_m is None:
            yield not_checked(place, f"locations.{place.tag}.altitude_m")
        else:
            what, path = f"altitude (limit of {limit.by})", place.path("altitude_m")
            yield at_most(place, what, place.altitude_m, limit.band[1], "m", path=path, source=limit.source)
