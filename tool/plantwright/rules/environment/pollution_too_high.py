"""ENV013: a location is dirtier than its devices allow."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.by_place import limited
from plantwright.rules.frame import ERROR, rule
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
    what, none = "pollution degree (limit of {by})", "no device here states a pollution degree"
    return limited(site, "pollution_degree", what, none=none)
