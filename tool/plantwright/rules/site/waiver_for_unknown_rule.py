"""SIT403: a waiver names a rule that does not exist."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, Review, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.wording import nearest


@rule(
    id="SIT403",
    severity=ERROR,
    title="Waiver for an unknown rule",
    source=Source(document="plantwright site format", clause="waivers"),
    refs=(),
    mend="correct the id of the rule in the waiver; `plantwright rules` lists them all",
    bad={"waivers.W-003.rule": "CAB910"},
    waivable=False,
    reviews=True,
)
def waiver_for_unknown_rule(site: Site, review: Review) -> Iterator[Verdict]:
    """A mistyped rule id waives nothing, while its author believes that it does."""
    for waiver in site.waivers.values():
        path = waiver.path("rule")
        if waiver.rule in review.waivable:
            yield passed(waiver, f"{waiver.rule} is a rule", path=path)
        else:
            near = nearest(waiver.rule, review.waivable)
            hint = f"did you mean {near}?" if near else "`plantwright rules` lists them all"
            yield fail(waiver, f"no rule has the id {waiver.rule!r}", path=path, value=waiver.rule, hint=hint)
