"""SIT402: a waiver covers nothing."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, Review, rule
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.model import Site


@rule(
    id="SIT402",
    severity=WARNING,
    title="Waiver without a fault",
    source=Source(document="plantwright site format", clause="waivers"),
    refs=(),
    mend="delete the waiver, or correct its object",
    bad={"waivers.W-003.object": "W902@R9"},
    waivable=False,
    reviews=True,
)
def waiver_unused(site: Site, review: Review) -> Iterator[Verdict]:
    """A waiver that outlives its fault would hide the next one; a mistyped object waives nothing."""
    failed = {(verdict.rule, verdict.object) for verdict in review.verdicts if verdict.failed}
    for waiver in site.waivers.values():
        if waiver.rule not in review.waivable:
            yield not_applicable(waiver, "SIT403 decides: the rule is unknown")
        elif waiver.rule in review.switched_off:
            yield not_checked(waiver, why=f"{waiver.rule} did not run")
        elif (waiver.rule, waiver.object) in failed:
            yield passed(waiver, f"covers {waiver.rule} on {waiver.object}")
        else:
            message = f"{waiver.rule} finds nothing on {waiver.object!r}"
            yield fail(
                waiver,
                message,
                path=waiver.path("object"),
                value=waiver.object,
                hint="delete the waiver, or correct its object",
            )
