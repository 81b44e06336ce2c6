"""REC031: a measured value is nearer to its limit than its instrument can tell."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import INFO, rule
from plantwright.rules.records.values import Judged, judged, uncertainty
from plantwright.rules.say import at_least, not_checked
from plantwright.site.model import Site
from plantwright.site.records import CopperCertificate, Record, in_force


@rule(
    id="REC031",
    severity=INFO,
    title="Margin within the accuracy of the tester",
    source=Source(document="plantwright record format", clause="accuracy_db; instruments, uncertainty"),
    refs=(),
    good={"instruments.TW1.uncertainty": None},
    bad={"records.2026-10-01-certificate-W911.results.0.margin_db": 0.2},
)
def margin_within_accuracy(site: Site) -> Iterator[Verdict]:
    """A tester prints it as PASS*: the true value may lie on either side of the limit, and the report has to say so.

    Within as well as beyond its limit. A value whose instrument states no uncertainty in its unit is left out, that of
    a certificate is not checked.
    """
    for record in in_force(site.records.values()):
        known = [(each, _off(site, record, each)) for each in judged(record)]
        yield from (_told(record, each, off) for each, off in known if off is not None)
        if isinstance(record, CopperCertificate) and any(off is None for _, off in known):
            yield not_checked(record.object, f"accuracy_db in {record.file}", path=record.path("record"))


def _off(site: Site, record: Record, found: Judged) -> float | None:
    return uncertainty(site, record, found.value, found.limit.unit, found.instrument)


def _told(record: Record, found: Judged, off: float) -> Verdict:
    ends = [end for end in (found.limit.minimum, found.limit.maximum) if end is not None]
    apart = round(min((abs(found.value - end) for end in ends), default=off), 9)
    what, path = f"{record.file}: the distance to the limit of {found.what}", record.path(*found.keys)
    hint = "look for the cause, or measure again with an instrument whose uncertainty is smaller"
    return at_least(record.object, what, apart, off, found.limit.unit, path=path, hint=hint)
