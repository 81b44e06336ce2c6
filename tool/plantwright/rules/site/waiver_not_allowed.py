"""SIT404: a waiver is given for a rule that cannot be waived."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, Review, rule
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Site


@rule(
    id="SIT404",
    severity=ERROR,
    title="Waiver for a rule that cannot be waived",
    source=Source(document="plantwright site format", clause="waivers"),
    refs=(),
    mend="correct the plant",
    bad={"waivers.W-003.rule": "BUS010"},
    waivable=False,
    reviews=True,
)
def waiver_not_allowed(site: Site, review: Review) -> Iterator[Verdict]:
    """Some faults endanger people or make a device answer for another; nobody's signature changes that."""
    for waiver in site.waivers.values():
        path = waiver.path("rule")
        if waiver.rule not in review.waivable:
            yield not_applicable(waiver, "SIT403 decides: the rule is unknown")
        elif review.waivable[waiver.rule]:
            yield passed(waiver, f"{waiver.rule} may be waived", path=path)
        else:
            yield fail(waiver, f"{waiver.rule} cannot be waived", path=path, value=waiver.rule)
