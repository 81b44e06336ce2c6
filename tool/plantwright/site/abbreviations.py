"""What short words in documents stand for, and the signs before a designation: from `schemas/abbreviations.yaml`."""

from collections.abc import Mapping
from functools import cache

from plantwright.findings.verdict import Source
from plantwright.frozen import dataclass
from plantwright.resources import folder
from plantwright.site.tables import data_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Meaning by short word; what a designation names by the sign before it, after `source`."""

    abbreviations: Mapping[str, str]
    prefixes: Mapping[str, str]
    source: Source


@cache
def words() -> Words:
    """Return the table that comes with plantwright; raise ValueError when its file cannot be read."""
    data = data_of(folder("schemas") / "abbreviations.yaml")
    signs = data["designations"]
    return Words(
        abbreviations=dict(data["abbreviations"]), prefixes=dict(signs["prefixes"]), source=Source(**signs["source"])
    )
