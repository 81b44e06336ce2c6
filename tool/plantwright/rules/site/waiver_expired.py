"""SIT401: a waiver is past its date."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.findings.waivers import valid_on
from plantwright.rules.frame import ERROR, Review, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site


@rule(
    id="SIT401",
    severity=ERROR,
    title="Waiver expired",
    source=Source(document="plantwright site format", clause="waivers"),
    refs=(),
    mend="correct the plant, or have the waiver approved anew",
    bad={"waivers.W-003.expires": "2020-01-31"},
    waivable=False,
    reviews=True,
)
def waiver_expired(site: Site, review: Review) -> Iterator[Verdict]:
    """A waiver is a promise with an end; after it the fault counts again until somebody decides anew."""
    for waiver in site.waivers.values():
        path = waiver.path("expires")
        if valid_on(waiver, review.today):
            yield passed(waiver, f"valid until {waiver.expires}", path=path, value=waiver.expires)
        else:
            message = f"expired on {waiver.expires}; {waiver.rule} on {waiver.object} counts again"
            yield fail(
                waiver,
                message,
                path=path,
                value=waiver.expires,
                hint="correct the plant, or have the waiver approved anew",
            )
