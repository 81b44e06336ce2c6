"""REC021: a point of category B is open after the day it was due."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, Review, rule
from plantwright.rules.records.punch_a_open import points
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Site


@rule(
    id="REC021",
    severity=WARNING,
    title="Point of category B overdue",
    source=Source(document="plantwright record format", clause="punch"),
    refs=(),
    mend="do what the point asks for, and record who closed it and who verified that",
    bad={"records.2026-10-20-punch-003.due": "2026-11-01"},
    reviews=True,
)
def punch_b_overdue(site: Site, review: Review) -> Iterator[Verdict]:
    """Operation is safe with it, but it was promised for a day."""
    for point in points(site, "B"):
        path = point.path("due") if point.due else point.path("category")
        if point.closed:
            yield passed(point.object, f"{point.file} is closed: {point.text}", path=path)
        elif not point.due:
            yield not_checked(point.object, f"due in {point.file}", path=path)
        elif review.today.isoformat() <= point.due:
            yield passed(point.object, f"{point.file} is due {point.due}: {point.text}", path=path, limit=point.due)
        else:
            message = f"{point.file} was due {point.due} and is open: {point.text}"
            owner = f"ask {point.owner} to do it" if point.owner else "name who is to do it as `owner:`"
            hint = f"{owner}, and record who closed it and who verified that"
            yield fail(point.object, message, limit=point.due, path=path, hint=hint)
