"""FIB044: an inspection says clean or dirty, and what was counted says otherwise."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.found import by_link
from plantwright.rules.fibre.zones import Excess, excesses, table_of, uncounted
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.end_face_tables import EndFaceTable
from plantwright.site.model import FibreLink, Site
from plantwright.site.records import Attempt, FibreEndFace


@rule(
    id="FIB044",
    severity=ERROR,
    title="Result of an inspection contradicted by its counts",
    source=Source(document="IEC 61300-3-35:2015 as in Panduit FS061 (2018)", clause="pages 6-7", provenance="public"),
    refs=("FO-CRIT-02", "FO-CRIT-03", "FO-INSP-09"),
    mend="count again; clean what is dirty, or replace it when cleaning does not help",
    bad={"records.2026-10-12-fibre-FO1-A.attempts.4.zones.A": {"defects_um": [1]}},
)
def counts_contradict_result(site: Site) -> Iterator[Verdict]:
    """The counts decide: an end face is clean when no zone has more or larger marks than its table allows."""
    for link, record in by_link(site, FibreEndFace):
        table = table_of(record, link)
        for place, attempt in enumerate(record.attempts):
            if not attempt.zones:
                continue
            if isinstance(table, str):
                yield not_checked(link, why=f"{record.file}: {table}", path=record.path("criteria"))
            else:
                yield from _judged(link, record, place, table)


def _judged(link: FibreLink, record: FibreEndFace, place: int, table: EndFaceTable) -> Iterator[Verdict]:
    attempt, found = record.attempts[place], tuple(excesses(table, record.attempts[place]))
    path = record.path("attempts", place, "zones")
    if attempt.result == "clean" and found:
        yield from (_too_much(link, record, place, table, each) for each in found)
    elif attempt.result == "dirty" and not found and not uncounted(table, attempt):
        message = f"{record.file}: called dirty, and no zone has more than {table.name} allows"
        hint = "count again; what meets the criteria is clean and is not cleaned"
        yield fail(link, message, path=record.path("attempts", place, "result"), source=table.source, hint=hint)
    elif attempt.result == "clean" and (left := uncounted(table, attempt)):
        yield not_checked(link, f"the counts of zone {', '.join(left)} in {record.file}", path=path)
    else:
        yield passed(link, _agrees(record, attempt, table), path=path, source=table.source)


def _agrees(record: FibreEndFace, attempt: Attempt, table: EndFaceTable) -> str:
    return f"{record.file}: {attempt.result or 'counted'} by {table.name}, edition {table.edition}"


def _too_much(link: FibreLink, record: FibreEndFace, place: int, table: EndFaceTable, found: Excess) -> Verdict:
    return fail(
        link,
        f"{record.file}: called clean, but {found} ({table.name}, edition {table.edition})",
        value=found.number,
        limit=found.allowed.most,
        margin=found.allowed.most - found.number,
        path=record.path("attempts", place, "zones", found.zone, found.key),
        source=table.source,
        hint="it is dirty: clean it, or replace it when cleaning does not help",
    )
