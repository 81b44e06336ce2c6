"""Every text of the record schema that a blank record shows, for the catalogues of translations."""

from collections.abc import Iterator

from plantwright.records.blank import SUBJECTS, Blank, entries
from plantwright.report.language import Text
from plantwright.report.views.blank_fields import plain_key, words_of
from plantwright.report.views.blank_grids import POINT_WIDTHS, column_name
from plantwright.report.views.blanks import TITLES


def labels() -> Iterator[str]:
    """Yield every text of the schema that a blank record of any kind shows, for the catalogues."""
    corrected = Blank("punch", "", "", given=(("supersedes", ""),))
    for blank in (*(Blank(kind, "", "", shared="" if kind != "punch" else kind) for kind in TITLES), corrected):
        single, grids = entries(blank)
        cells = tuple(entry for grid in grids for entry in grid.rows[0])
        yield from (words_of(grid.schema) for grid in grids)
        yield from (words_of(entry.schema) for entry in (*single, *cells))
        yield from (plain_key(key) for entry in single for key in entry.path[:-1])
        yield from (part for cell in cells for part in _words_in(column_name(cell)))
    yield from map(plain_key, (*POINT_WIDTHS, *SUBJECTS.values(), "end"))


def _words_in(told: str) -> Iterator[str]:
    """Yield the parts of a name that are translated."""
    parts = told.parts or (told,) if isinstance(told, Text) else ()
    yield from (part for part in parts if isinstance(part, Text))
