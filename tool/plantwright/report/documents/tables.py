"""Every table for other programs: all in one JSON file, and each with a row as CSV."""

from plantwright.report.kind import Data, Kind
from plantwright.report.language import text
from plantwright.report.tables import as_csv, as_json
from plantwright.report.views.data import every_table
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import frame

FORMAT = 1
"""Version of the JSON file; it changes when a name or a meaning does."""


def _data(dossier: Dossier, about: str) -> tuple[Data, ...]:
    tables = every_table(dossier)
    block = frame(dossier, TABLES.title, TABLES.code)
    head = {
        "format": FORMAT,
        "number": block.number,
        "plant": block.site_number,
        "revision": block.revision,
        "issued": block.issued,
        "configuration_sha256": block.config,
        "tool": block.tool,
        "warnings": [f"{each.word}: {each.text}" if each.text else each.word for each in block.banners],
    }
    return (
        Data("tables.json", as_json(head, tables)),
        *(Data(f"tables/{each.name}.csv", as_csv(each)) for each in tables if each.rows),
    )


TABLES = Kind(name="tables", title=text("Tables for other programs"), code="&EAB002", handover="02-01", data=_data)
