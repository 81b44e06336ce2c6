"""REC023: a point of the punch list was closed, and nobody else saw that it is right."""

from collections.abc import Iterator
from datetime import datetime

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.records.punch_a_open import points
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.records import Closed, Punch


@rule(
    id="REC023",
    severity=ERROR,
    title="Point closed without verification",
    source=Source(document="plantwright record format", clause="punch"),
    refs=(),
    bad={"records.2026-10-08-punch-001.verified.person": "S. Novak"},
)
def punch_closed_unseen(site: Site) -> Iterator[Verdict]:
    """Who put a thing right sees what he meant to do; another one sees what is there."""
    for point in points(site):
        fault = _fault(point, point.closed, point.verified)
        if fault:
            path = point.path("closed" if point.closed else "verified")
            yield fail(
                point.object, f"{point.file} {fault}", path=path, hint="let another person look and add `verified`"
            )
        elif point.closed:
            yield passed(point.object, f"{point.file} was closed and verified", path=point.path("verified"))


def _fault(point: Punch, closed: Closed | None, verified: Closed | None) -> str:
    """Return what is wrong with the end of a point; one of category C needs no second person."""
    if closed is None:
        return "was verified and is not closed" if verified else ""
    if datetime.fromisoformat(closed.at) < point.time:
        return f"was closed {closed.at[:10]}, before it was raised"
    if verified is None:
        return "" if point.category == "C" else "is closed and not verified"
    if verified.person == closed.person:
        return f"was closed and verified by the same person, {closed.person}"
    early = datetime.fromisoformat(verified.at) < datetime.fromisoformat(closed.at)
    return f"was verified {verified.at[:10]}, before it was closed" if early else ""
