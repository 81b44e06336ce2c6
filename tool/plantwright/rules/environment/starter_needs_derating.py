"""ENV014: soft starters stand so high that they must be derated."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.climate import common, occupied
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.model import Site, Starter


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
    for place, devices in occupied(site):
        limit = common(tuple(device for device in devices if isinstance(device, Starter)), "altitude_m")
        if limit is None or limit.band[1] is None:
            yield not_applicable(place, "no soft starter here")
        elif place.altitude_m is None:
            yield not_checked(place, f"locations.{place.tag}.altitude_m")
        else:
            path, hint = place.path("altitude_m"), "ask the maker for the reduced rating"
            what, most, source = "altitude of soft starters", limit.band[1], limit.source
            yield at_most(place, what, place.altitude_m, most, "m", path=path, source=source, hint=hint)
