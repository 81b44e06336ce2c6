"""Every kind of document, found by looking through `documents/`, and the documents that a plant has."""

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from plantwright.report.document import Document, document
from plantwright.report.kind import Data, Kind
from plantwright.report.language import ENGLISH
from plantwright.report.text import joined
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import frame, number_of

_NOT_IN_A_NAME = re.compile(r"[^\w.+=-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A document of a plant; `file` is its name without the ending, `about` the tag of its object or empty."""

    name: str
    number: str
    title: str
    about: str
    code: str
    handover: str
    file: str


@cache
def kinds() -> Mapping[str, Kind]:
    """Return every kind of document by name, the report first, then in the order of their codes.

    Raise LookupError when two share a name or a code.
    """
    files = sorted((Path(__file__).parent / "documents").glob("[!_]*.py"))
    modules = [importlib.import_module(f"plantwright.report.documents.{file.stem}") for file in files]
    every = [each for module in modules for each in vars(module).values() if isinstance(each, Kind)]
    ordered = sorted(every, key=lambda kind: (not kind.main, kind.code))
    found = {kind.name: kind for kind in ordered}
    if len(found) < len(every) or len({kind.code for kind in every}) < len(every):
        raise LookupError("two kinds of document share a name or a code")
    return found


def register(dossier: Dossier) -> tuple[Entry, ...]:
    """Return every document that a plant has, in the order of the kinds."""
    return tuple(entry(dossier, kind, about) for kind in kinds().values() for about in kind.objects(dossier))


def entry(dossier: Dossier, kind: Kind, about: str) -> Entry:
    """Return what the register says of a document."""
    return Entry(
        name=kind.name,
        number=number_of(dossier, kind.code, about),
        title=kind.title,
        about=about,
        code=kind.code[:4],
        handover=kind.handover,
        file=_file(dossier, kind.name, about, dossier.language.name if dossier.language != ENGLISH else ""),
    )


def made(dossier: Dossier, one: Entry, paper: str = "a4") -> Document | None:
    """Return a document ready to be printed, None for one that is data alone; `paper` is a4 or letter.

    Raise TemplateFailed when its template cannot be filled.
    """
    kind = kinds()[one.name]
    if kind.page is None:
        return None
    block = frame(dossier, kind.title, kind.title, kind.code, one.about, paper, kind.landscape)
    return document(
        name=one.file,
        template=kind.template,
        page=kind.page(dossier, block),
        issued=datetime.fromisoformat(dossier.issued).replace(tzinfo=UTC),
        files=dossier.files if kind.sources else (),
        language=dossier.language,
    )


def data_of(dossier: Dossier, one: Entry) -> tuple[Data, ...]:
    """Return the files for programs that belong to a document, named as the documents are."""
    every = kinds()[one.name].data(dossier, one.about)
    return tuple(each if "/" in each.name else each._replace(name=_file(dossier, each.name)) for each in every)


def _file(dossier: Dossier, *parts: str) -> str:
    """Return a file name that begins with the number of the plant and leads nowhere else."""
    return _NOT_IN_A_NAME.sub("_", joined(dossier.site.identity.number, *parts, by="-")).lstrip(".")
