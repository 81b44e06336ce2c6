"""What a kind of document is: its name, number and class, the objects it is made for, and what fills its template."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame


class Data(NamedTuple):
    """A file for programs beside a document: its name, also `folder/name`, and its content."""

    name: str
    content: bytes


def no_data(dossier: Dossier, about: str) -> tuple[Data, ...]:
    """Return no files: for a document that is only read by people."""
    return ()


def whole_plant(dossier: Dossier) -> tuple[str, ...]:
    """Return that there is one document, about the plant."""
    return ("",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of document.

    `code` is its document kind code after IEC 61355 with a counting number, `handover` its class after VDI 2770;
    `title` has 25 characters at most in each language (ISO 7200), `supplement` is what else it is called.
    `objects` returns the tags it is made for ("" is the plant), nothing when it would be empty, for which `empty` gives
    the reason. `page` returns the frozen data of the template, `data` what programs read; a kind without a template is
    data alone. `form` returns the data of the same page with fields to fill in. `sources`: the site files travel
    inside. `main`: the report that lists all others. `asked`: made only when it is named.
    """

    name: str
    title: str
    supplement: str = ""
    code: str
    handover: str
    empty: str = ""
    template: str = ""
    objects: Callable[[Dossier], tuple[str, ...]] = whole_plant
    page: Callable[[Dossier, Frame], object] | None = None
    data: Callable[[Dossier, str], tuple[Data, ...]] = no_data
    landscape: bool = False
    sources: bool = False
    main: bool = False
    form: Callable[[Dossier, Frame], object] | None = None
    asked: bool = False
