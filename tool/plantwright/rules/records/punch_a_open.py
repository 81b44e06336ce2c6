"""REC020: a point that stops safe operation is open, and the plant operates."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Site
from plantwright.site.records import Punch, in_force, of_kind

OPERATION = "operation"


@rule(
    id="REC020",
    severity=ERROR,
    title="Point of category A open in operation",
    source=Source(document="plantwright record format", clause="punch"),
    refs=(),
    bad={"records.2026-10-08-punch-001.closed": None, "records.2026-10-08-punch-001.verified": None},
    waivable=False,
)
def punch_a_open(site: Site) -> Iterator[Verdict]:
    """Category A means that safe operation is not possible until the point is closed."""
    for point in points(site, "A"):
        path = point.path("category")
        if point.closed:
            yield passed(point.object, f"{point.file} is closed: {point.text}", path=path)
        elif site.identity.phase != OPERATION:
            yield not_applicable(point.object, f"{point.file} is open; the plant does not operate yet", path=path)
        else:
            hint = "stop, put it right, and record who closed it and who verified that"
            yield fail(point.object, f"{point.file} is open: {point.text}", path=path, hint=hint)


def points(site: Site, category: str = "") -> tuple[Punch, ...]:
    """Return the points of the punch list, oldest first, of one category or of all."""
    every = of_kind(in_force(site.records.values()), Punch)
    return tuple(each for each in every if category in ("", each.category))
