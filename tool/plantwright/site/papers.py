"""The papers of `schemas/papers/`: what is wrong in a published source, and what is done instead."""

from functools import cache

from plantwright.frozen import dataclass
from plantwright.resources import folder
from plantwright.site.tables import data_of

POWER_LINE_EFFECT = "power-line-effect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """One error. `severity`: H changes a result, M limits where a result holds, L is a slip of the pen."""

    id: str
    place: str
    printed: str
    correct: str
    handling: str
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A source by its title, with the errors found in it."""

    title: str
    authors: str
    published: str
    errors: tuple[Erratum, ...]


@cache
def paper(name: str) -> Paper:
    """Return a paper by the name of its file."""
    data = data_of(folder("schemas") / "papers" / f"{name}.yaml")
    errors = tuple(Erratum(**row) for row in data["errors"])
    return Paper(title=data["title"], authors=data["authors"], published=data["published"], errors=errors)
