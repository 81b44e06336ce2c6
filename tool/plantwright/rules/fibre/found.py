"""What the rules on fibre records say: a fail at the key of every violation, a pass for every other record."""

from collections.abc import Iterator
from types import UnionType
from typing import TypeVar

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.fibre.end_face import Fault
from plantwright.rules.fibre.history import violations
from plantwright.rules.say import fail, passed
from plantwright.site.model import FibreLink, Site
from plantwright.site.records import Attempt, FibreEndFace, Record, in_force, of_kind

R = TypeVar("R", bound=Record)

REPORT = "IEC/TR 62627-01:2010 (withdrawn)"
"""The document on cleaning; the copy that was read is stamped withdrawn."""


def said(
    site: Site, kind: type[Record] | UnionType, *faults: Fault, good: str, hint: str, source: Source | None = None
) -> Iterator[Verdict]:
    """Yield the verdicts on the records of a kind; `good` is what is said of a record without such a fault."""
    wrong = [each for each in violations(site) if each.fault in faults]
    for each in wrong:
        path, message = each.record.path(*each.keys), f"{each.record.file}: {each.message}"
        yield fail(each.record.object, message, path=path, hint=hint, source=source)
    faulty = {each.record.name for each in wrong}
    for record in in_force(site.records.values()):
        if isinstance(record, kind) and record.name not in faulty:
            yield passed(record.object, f"{record.file}: {good}", path=record.path("object"))


def attempts(site: Site) -> Iterator[tuple[FibreEndFace, int, Attempt]]:
    """Yield every attempt of the records in force on an end face, with its place."""
    for record in of_kind(in_force(site.records.values()), FibreEndFace):
        for place, attempt in enumerate(record.attempts):
            yield record, place, attempt


def by_link(site: Site, kind: type[R]) -> Iterator[tuple[FibreLink, R]]:
    """Yield the records in force of a kind, each with its link; one about no link of the site is left to REC001."""
    for record in of_kind(in_force(site.records.values()), kind):
        if record.object in site.fibre_links:
            yield site.fibre_links[record.object], record
