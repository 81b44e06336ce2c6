"""What was measured or seen of one thing at the plant: a row each, with its limit and where the limit comes from."""

from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.marks import NOT_CHECKED, Mark
from plantwright.report.text import NOT_APPLICABLE
from plantwright.report.views.limits import recorded
from plantwright.report.views.persons import made_by
from plantwright.site.records import Record

WORDS = {
    "right": text("right"), "wrong": text("wrong"), "green": text("green"), "off": text("off"), "pass": text("pass"),
    "fail": text("fail"),
}  # fmt: skip
"""The words of a record in those of the sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantTest:
    """What was checked at the plant; without a `mark` there is no limit to judge by."""

    what: str
    value: str
    limit: str
    source: str
    by: str
    mark: Mark | None


def as_recorded(record: Record) -> PlantTest:
    """Return what the record itself says of all its values."""
    return PlantTest(
        what=text("As the record says"), value=WORDS.get(record.result, NOT_APPLICABLE), limit=NOT_APPLICABLE,
        source=record.name, by=made_by(record), mark=recorded(record, NOT_CHECKED),
    )  # fmt: skip
