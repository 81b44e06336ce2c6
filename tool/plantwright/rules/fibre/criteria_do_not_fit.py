"""FIB043: what an end face was judged by is not said, or is made for another fibre."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.found import REPORT, by_link
from plantwright.rules.fibre.zones import misfit
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import fail, passed
from plantwright.site.end_face_tables import end_face_criteria
from plantwright.site.model import FibreLink, Site
from plantwright.site.records import FibreEndFace


@rule(
    id="FIB043",
    severity=WARNING,
    title="Criteria of an end face missing or unfit",
    source=Source(document=REPORT, clause="1; 5.2 d); 5.3 d)", lines="181, 426, 467"),
    refs=("FO-CRIT-02",),
    bad={"records.2026-10-12-fibre-FO1-A.criteria.edition": None},
)
def criteria_do_not_fit(site: Site) -> Iterator[Verdict]:
    """Pass and fail mean nothing without the standard, its edition and the table for the fibre and polish."""
    for link, record in by_link(site, FibreEndFace):
        criteria, path = record.criteria, record.path("criteria")
        name = f"{criteria.standard} {criteria.edition} {criteria.table}".rstrip()
        if fault := _fault(record, link):
            hint = "name standard, edition and table as they were used"
            yield fail(link, f"{record.file}: {fault}", path=path, hint=hint)
        else:
            yield passed(link, f"{record.file}: judged by {name}", path=path)


def _fault(record: FibreEndFace, link: FibreLink) -> str:
    criteria, known = record.criteria, end_face_criteria()
    if not criteria.edition:
        return f"the edition of {criteria.standard} is not recorded"
    if criteria.standard != known.standard or not criteria.table:
        return ""
    if criteria.table not in known.tables:
        return f"{criteria.table} is none of its tables: {', '.join(known.tables)}"
    other = misfit(known.tables[criteria.table], record, link)
    return f"the table {criteria.table} is not made for {other}" if other else ""
