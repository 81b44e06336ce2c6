"""Writes every figure of a plant as SVG and PNG, with a list of them."""

from collections.abc import Iterator
from functools import partial

from plantwright.cli.rendered import filled, pressed
from plantwright.report.cache import Cache
from plantwright.report.document import Document
from plantwright.report.figure_register import INDEX, Shown, index_csv, pages_of, shown, svg_of
from plantwright.report.raster import pictures
from plantwright.report.views.dossier import Dossier

_DOTS_PER_INCH = 200


def figure_files(dossier: Dossier, cache: Cache | None, *, svg_only: bool) -> Iterator[tuple[str, bytes]]:
    """Yield name and content: the SVGs before the PNGs, which cannot be made everywhere; the list last."""
    figures = tuple(shown(dossier))
    files: list[tuple[Shown, str, bytes]] = []
    for one in figures:
        files.append((one, f"{one.file}.svg", filled(partial(svg_of, dossier, one))))
        yield files[-1][1:]
    for one, picture in () if svg_only else _pictures(dossier, figures, cache):
        files.append((one, f"{one.file}.png", picture))
        yield files[-1][1:]
    yield INDEX, index_csv(dossier, files)


def _pictures(dossier: Dossier, figures: tuple[Shown, ...], cache: Cache | None) -> Iterator[tuple[Shown, bytes]]:
    parts = filled(lambda: tuple(pages_of(dossier, figures)))
    documents: list[Document] = [document for _, document in parts]
    for (part, _), pdf in zip(parts, pressed(documents, cache), strict=True):
        yield from zip(part, pictures(pdf, _DOTS_PER_INCH), strict=True)
