"""ENV013: a location is dirtier than its devices allow."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.climate import common, occupied
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, not_applicable, not_checked
from plantwright.site.model import Site


@rule(
    id="ENV013",
    severity=ERROR,
    title="Pollution degree above the limit of the devices",
    source=Source(document="Manuals of the devices of the location", clause="pollution degree"),
    refs=("X-036", "K7-018", "ZES-034", "CLR-012"),
    mend="put the devices into an enclosure that keeps the pollution out, and state its degree",
    bad={"locations.MCC1.pollution_degree": 3},
)
def pollution_too_high(site: Site) -> Iterator[Verdict]:
    """Creepage distances are sized for dry, non-conductive dust; conductive dust bridges them."""
    for place, devices in occupied(site):
        limit = common(devices, "pollution_degree")
        if limit is None or limit.band[1] is None:
            yield not_applicable(place, "no device here states a pollution degree")
        elif place.pollution_degree is None:
            yield not_checked(place, f"locations.{place.tag}.pollution_degree")
        else:
            what, path = f"pollution degree (limit of {limit.by})", place.path("pollution_degree")
            yield at_most(place, what, place.pollution_degree, limit.band[1], path=path, source=limit.source)
