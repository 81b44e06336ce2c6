"""CAB043: a data cable crosses a power cable at a flat angle."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import at_least, not_applicable
from plantwright.site.model import Crossing, Route, Site

SQUARE = 90
TOLERANCE = 10  # what cables laid by hand may be off; our own number, so the rule is unverified


@rule(
    id="CAB043",
    severity=WARNING,
    title="Data cable does not cross a power cable at a right angle",
    source=Source(
        document="An Analytical Study of Power Line Effect on UTP Cable using Lumped Circuit Components",
        clause="4.4",
        lines="312-314",
        provenance="unverified",
    ),
    refs=("EM-CAP-05", "X-044"),
    mend="turn the data cable so that it crosses squarely",
    bad={"routes.R2.crossings": [{"cable": "W901", "over": "W201", "angle_degrees": 45}]},
)
def crossing_not_square(site: Site) -> Iterator[Verdict]:
    """At a right angle two cables share no length and hardly anything couples; a flat angle is a parallel run."""
    for route in site.routes.values():
        for place, crossing in enumerate(route.crossings):
            yield _judged(site, route, place, crossing)


def _judged(site: Site, route: Route, place: int, crossing: Crossing) -> Verdict:
    crossed, path = f"{crossing.cable}@{route.tag}", route.path("crossings", place, "angle_degrees")
    cable = site.cables.get(crossing.cable)
    if cable and cable.kind == "fibre":
        return not_applicable(crossed, "a fibre cable picks up nothing", path=path)
    what, hint = f"angle to {crossing.over}", "turn the data cable so that it crosses squarely"
    return at_least(crossed, what, crossing.angle_degrees, SQUARE - TOLERANCE, "°", path=path, hint=hint)
