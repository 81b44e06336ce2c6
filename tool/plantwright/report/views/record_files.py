"""Whether the file that lies beside a record is the one that the record names."""

from plantwright.report.marks import FAIL, NOT_DONE, PASS, Mark
from plantwright.site.records import Document, Record


def file_mark(record: Record, named: Document | None) -> Mark:
    """Return whether a file has the hash that its record states, not done where none is named or none lies there."""
    found = record.found.get(named.file) if named else None
    return NOT_DONE if named is None or found is None else PASS if found == named.sha256 else FAIL
