"""REC031: a data cable passed with a margin smaller than the accuracy of the tester."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import INFO, rule
from plantwright.rules.say import at_least, not_checked
from plantwright.site.model import Site
from plantwright.site.records import CopperCertificate, in_force, of_kind


@rule(
    id="REC031",
    severity=INFO,
    title="Margin within the accuracy of the tester",
    source=Source(document="plantwright record format", clause="copper-certificate"),
    refs=(),
    bad={"records.2026-10-01-certificate-W911.results.0.margin_db": 0.2},
)
def margin_within_accuracy(site: Site) -> Iterator[Verdict]:
    """A tester prints it as PASS*: the true value may lie on either side of the limit, and the report has to say so."""
    for record in of_kind(in_force(site.records.values()), CopperCertificate):
        if record.accuracy_db is None:
            yield not_checked(record.object, f"accuracy_db in {record.file}", path=record.path("record"))
            continue
        for place, each in enumerate(record.results):
            what, path = f"{record.file}: the margin of {each.what}", record.path("results", place, "margin_db")
            hint = "say so in the report, or look for the cause"
            yield at_least(record.object, what, each.margin_db, record.accuracy_db, "dB", path=path, hint=hint)
