"""A table as an XLSX workbook (the only openpyxl): text stays text, and the same input gives the same bytes."""

import io
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from plantwright.report.tables import Table, Value

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_WIDEST, _NARROWEST = 48, 9  # characters
_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP file can state


def as_xlsx(table: Table, issued: datetime) -> bytes:
    """Return a workbook with one sheet: a fixed bold head that filters, and numbers as numbers.

    No text is a formula, whatever it begins with. `issued` becomes its date.
    """
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    book = Workbook()
    _fill(book.worksheets[0], table)
    book.properties.creator = "plantwright"
    book.properties.created = book.properties.modified = issued.replace(tzinfo=None)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()
    return _undated(written.getvalue())


def _fill(sheet: "Worksheet", table: Table) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.title = table.title[:31]
    for row, values in enumerate((table.columns, *table.rows), start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row=row, column=column, value=value)
            if isinstance(value, str):
                cell.data_type = "s"
    for column, width in enumerate(_widths(table), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(row=1, column=column).font = Font(bold=True)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def _widths(table: Table) -> list[int]:
    columns = zip(table.columns, *table.rows, strict=True)
    return [min(_WIDEST, max(_NARROWEST, *(len(_shown(value)) for value in column)) + 2) for column in columns]


def _shown(value: Value) -> str:
    return "" if value is None else str(value)


def _undated(data: bytes) -> bytes:
    """Return a ZIP file with its members in the same order and without the time of writing."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, _NO_DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return target.getvalue()
