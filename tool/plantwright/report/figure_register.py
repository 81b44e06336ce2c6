"""Every kind of figure, found by looking through `gallery/`, and the figures that a plant has, as SVG and on pages."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from plantwright.report.document import Document, assets_of, identifier_of
from plantwright.report.figure_kind import FigureKind
from plantwright.report.figures.drawing import Figure
from plantwright.report.html import fill
from plantwright.report.language import translated
from plantwright.report.messages import catalogue
from plantwright.report.modules import defined_in
from plantwright.report.own import NOTHING
from plantwright.report.pdf import Job
from plantwright.report.register import file_name, kinds_of
from plantwright.report.tables import Table, as_csv
from plantwright.report.text import joined
from plantwright.report.views.belonging import owner
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import number_of

INDEX = "figures.csv"
_COLUMNS = ("file", "figure", "object", "caption", "source", "documents", "sha256")
_TOGETHER = 40  # figures in one PDF, from which their PNGs are made


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A figure of a plant; `file` is its name without the ending, `documents` the numbers of those it stands in."""

    name: str
    about: str
    figure: Figure
    file: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    title: str
    figures: tuple[Figure, ...]


@cache
def figure_kinds() -> Mapping[str, FigureKind]:
    """Return every kind of figure by name; raise LookupError when two share one."""
    every = defined_in("gallery", FigureKind)
    found = {kind.name: kind for kind in every}
    if len(found) < len(every):
        raise LookupError("two kinds of figure share a name")
    return found


def shown(dossier: Dossier) -> Iterator[Shown]:
    """Yield every figure that the plant has data for, kind by kind."""
    for kind in figure_kinds().values():
        for about in kind.objects(dossier):
            figure = kind.draw(dossier, about)
            if figure:
                yield Shown(
                    name=kind.name,
                    about=about,
                    figure=figure,
                    file=file_name(dossier, kind.name, about),
                    documents=tuple(_documents(dossier, kind, about)),
                )


def _documents(dossier: Dossier, kind: FigureKind, about: str) -> Iterator[str]:
    """Yield the numbers of the documents that a figure stands in, of the object or of what it belongs to."""
    for name in kind.documents:
        document = kinds_of(dossier)[name]
        objects = document.objects(dossier)
        tag = about.rpartition("-")[0]
        found = next((each for each in (about, tag, owner(dossier.site, about), "") if each in objects), None)
        if found is not None:
            yield number_of(dossier, document.code, found)


def svg_of(dossier: Dossier, one: Shown) -> bytes:
    """Return a figure as an SVG file; raise TemplateFailed when it cannot be filled."""
    return fill("figure.svg.j2", _Page(title=one.about, figures=(one.figure,)), language=dossier.language).encode()


def pages_of(dossier: Dossier, figures: Sequence[Shown]) -> Iterator[tuple[tuple[Shown, ...], Document]]:
    """Yield figures with a document that has a page of its size for each; raise TemplateFailed as `svg_of`."""
    issued = datetime.fromisoformat(dossier.issued).replace(tzinfo=UTC)
    for start in range(0, len(figures), _TOGETHER):
        part = tuple(figures[start : start + _TOGETHER])
        page = _Page(title=dossier.site.identity.name, figures=tuple(each.figure for each in part))
        html = fill("figures.html.j2", page, language=dossier.language)
        assets = assets_of(html, NOTHING)
        job = Job(html=html, assets=assets, identifier=identifier_of(html, assets, ()), issued=issued)
        yield part, Document(name="figures", job=job)


def index_csv(dossier: Dossier, files: Sequence[tuple[Shown, str, bytes]]) -> bytes:
    """Return what each file is: of which figure and object, its caption, where it stands, its hash."""
    words = catalogue(dossier.language.first)
    rows = (
        (
            file,
            one.name,
            one.about,
            *(
                translated(each, dossier.language.first, {dossier.language.first: words})
                for each in (one.figure.conclusion, one.figure.source)
            ),
            joined(*one.documents, by=" "),
            hashlib.sha256(data).hexdigest(),
        )
        for one, file, data in files
    )
    return as_csv(Table("figures", "Figures", _COLUMNS, tuple(rows)))
