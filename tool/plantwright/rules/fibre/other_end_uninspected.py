"""FIB036: one end of a fibre link was mated before anybody had looked at the other end."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.found import REPORT, by_link
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import FibreLink, Site
from plantwright.site.records import FibreEndFace, FibreMating


@rule(
    id="FIB036",
    severity=WARNING,
    title="Other end of a fibre link not inspected",
    source=Source(document=REPORT, clause="3.3.1", lines="283"),
    refs=("FO-INSP-04",),
    mend="inspect the other end and record it",
    bad={"records.2026-10-12-fibre-FO1-B": None},
)
def other_end_uninspected(site: Site) -> Iterator[Verdict]:
    """Both ends of a cord are inspected before either is mated: dirt at the far end spoils the link as well."""
    seen = [record for link, record in by_link(site, FibreEndFace) if _own(link, record)]
    for link, record in by_link(site, FibreMating):
        if record.event == "mated":
            yield _judged(link, record, [each for each in seen if each.object == link.tag])


def _own(link: FibreLink, record: FibreEndFace) -> bool:
    """Return whether a record is about the end of the link, not about what is mated with it."""
    return record.end not in link.ends or record.port in ("", link.ends[record.end].port)


def _judged(link: FibreLink, record: FibreMating, seen: list[FibreEndFace]) -> Verdict:
    other, path = "B" if record.end == "A" else "A", record.path("end")
    if any(each.end == other and each.attempts[0].time <= record.time for each in seen):
        return passed(link, f"{record.file}: end {other} was inspected as well", path=path)
    message = f"{record.file}: end {record.end} was mated, and end {other} was not inspected before"
    return fail(link, message, path=path, hint=f"inspect end {other} and record it")
