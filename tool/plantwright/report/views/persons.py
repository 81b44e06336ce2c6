"""Who stands behind a record: the person, the witness, with what and when."""

from plantwright.report.language import text
from plantwright.report.text import joined, moment
from plantwright.site.records import Record


def persons_of(record: Record) -> str:
    """Return who made a record, and who witnessed it."""
    return joined(record.person, text("witness {name}", name=record.witness) if record.witness else "")


def made_by(record: Record) -> str:
    """Return who made a record, with what and when."""
    return joined(persons_of(record), record.instrument, moment(record.at))
