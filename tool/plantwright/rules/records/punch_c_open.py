"""REC022: a cosmetic point is open."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import INFO, rule
from plantwright.rules.records.punch_a_open import points
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site


@rule(
    id="REC022",
    severity=INFO,
    title="Point of category C open",
    source=Source(document="plantwright record format", clause="punch"),
    refs=(),
    mend="put it right by the day agreed, and record who closed it; where no day is agreed, agree on one",
    good={"records.2026-10-20-punch-004.closed": {"person": "S. Novak", "evidence": "seen"}}
    | {"records.2026-10-20-punch-004.closed.at": "2026-11-06T10:00:00+01:00"},
    bad={"records.2026-10-20-punch-004.closed": None},
)
def punch_c_open(site: Site) -> Iterator[Verdict]:
    """It does not touch operation; it is told so that it is not forgotten."""
    for point in points(site, "C"):
        path = point.path("category")
        if point.closed:
            yield passed(point.object, f"{point.file} is closed: {point.text}", path=path)
        else:
            yield fail(point.object, f"{point.file} is open: {point.text}", path=path, hint=_next(point.due))


def _next(due: str) -> str:
    if due:
        return f"put it right by {due} and record who closed it"
    return "no day is agreed: agree on one and add it as `due:`, or put it right and record who closed it"
