"""The catalogue of `schemas/catalogue.yaml`: everything the documents demand, one entry each, and what is left out."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from plantwright.findings.verdict import Source
from plantwright.frozen import dataclass
from plantwright.resources import folder
from plantwright.site.tables import data_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One demand of a document.

    `kind`: E error, W warning, C confirmed by a person, I information; for FO and EM: L limit, Q order of doing,
    P prohibition, R record, C calculation, D design choice. `schema`, `calculation` and `code` name what holds it and
    cannot refer to it: a place in a schema, a function of `physics`, a function elsewhere. `left_out` is why it is not
    covered, `later` what it waits for, `partly` what of it is not held yet.
    """

    id: str
    kind: str
    statement: str
    sources: tuple[Source, ...]
    schema: tuple[str, ...] = ()
    calculation: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    left_out: str = ""
    later: str = ""
    partly: str = ""

    @property
    def reason(self) -> str:
        """Why it is not covered in full; empty when it is."""
        return self.left_out or self.later or self.partly

    @property
    def group(self) -> str:
        """The document it belongs to: ZES, K7, CLR, X, FO or EM."""
        return self.id.partition("-")[0]


@cache
def catalogue() -> Mapping[str, Entry]:
    """Return every entry by id, in the order of the file."""
    data = data_of(folder("schemas") / "catalogue.yaml")
    titles = data["documents"]
    return {key: _entry(key, row, titles) for key, row in data["entries"].items()}


def _entry(key: str, row: Mapping[str, Any], titles: Mapping[str, str]) -> Entry:
    sources = tuple(Source(**{**each, "document": titles[each["document"]]}) for each in row["source"])
    named = {name: tuple(row.get(name, ())) for name in ("schema", "calculation", "code")}
    return Entry(
        id=key,
        kind=row["kind"],
        statement=row["statement"],
        sources=sources,
        left_out=row.get("left_out", ""),
        later=row.get("later", ""),
        partly=row.get("partly", ""),
        **named,
    )
