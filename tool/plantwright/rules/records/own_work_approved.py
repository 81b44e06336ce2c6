"""REC025: somebody signed for the check of what the same person had tested."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.records import SignOff, in_force, of_kind

TESTED = "tested"


@rule(
    id="REC025",
    severity=ERROR,
    title="Own work checked or accepted",
    source=Source(document="plantwright record format", clause="sign-off, role"),
    refs=(),
    bad={"records.2026-10-26-sign-off-checked.person": "S. Novak"},
)
def own_work_approved(site: Site) -> Iterator[Verdict]:
    """Who tested and who looks at the results sign for themselves: one's own mistake is the hardest to see."""
    signed = of_kind(in_force(site.records.values()), SignOff)
    testers = {(each.object, each.person) for each in signed if each.role == TESTED}
    for each in signed:
        path = each.path("person")
        if each.role == TESTED:
            continue
        if (each.object, each.person) in testers:
            message = f"{each.file}: {each.person} signed as {each.role} what {each.person} tested"
            yield fail(each.object, message, path=path, hint="let another person look at the results and sign")
        else:
            yield passed(each.object, f"{each.file}: {each.person} signed as {each.role}", path=path)
