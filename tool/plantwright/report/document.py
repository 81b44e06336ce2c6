"""A document ready to be written: its HTML for the PDF, and a copy that any browser shows without other files."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from plantwright.report.filling import Filled, fill_own
from plantwright.report.html import fill
from plantwright.report.language import ENGLISH, Language
from plantwright.report.manifest import FILE, Manifest, digests, to_json
from plantwright.report.own import FOLDER, NOTHING, Own
from plantwright.report.own import STYLE as OWN_STYLE
from plantwright.report.pdf import ASSET, Attached, Job, media_type
from plantwright.resources import folder

STYLE = "base.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`job` makes the PDF, `name` has no ending."""

    name: str
    job: Job

    @property
    def standalone(self) -> str:
        """The HTML with fonts and style inside."""
        return _standalone(self.job.html, self.job.assets)


def document(
    *,
    name: str,
    template: str,
    page: object,
    issued: datetime,
    files: tuple[tuple[str, bytes], ...],
    manifest: Manifest,
    language: Language = ENGLISH,
    own: Own = NOTHING,
    form: bool = False,
) -> Document:
    """Fill a template and gather what the PDF needs; raise TemplateFailed when the template cannot be filled.

    `form`: the PDF has fields that can be filled in.
    """
    ((html, names),) = filled(((template, page),), language, own)
    assets = assets_of(html, own)
    said = to_json(replace(manifest, own=_own_files(own, names, assets)))
    return Document(
        name=name,
        job=Job(
            html=html,
            assets=assets,
            identifier=identifier_of(html, assets, (*files, (FILE, said))),
            issued=issued,
            attached=(
                *(_source(file, data) for file, data in files),
                Attached(name=FILE, description="This document, for programs", content=said, relationship="Data"),
            ),
            form=form,
        ),
    )


def filled(documents: Sequence[tuple[str, object]], language: Language, own: Own) -> tuple[Filled, ...]:
    """Return the HTML of each template and page, from a child process where the site has templates of its own.

    Raise TemplateFailed.
    """
    if own.folder and own.templates:
        return fill_own(documents, own.folder, language)
    return tuple(Filled(fill(template, page, language=language)) for template, page in documents)


def _own_files(own: Own, names: Sequence[str], assets: Mapping[str, bytes]) -> tuple[tuple[str, str], ...]:
    """Return the files of the site's own that a document is made from, by their path in the site, with their hashes."""
    shown = [(f"assets/{name}", data) for name, data in own.assets.items() if name in assets]
    others = digests(((OWN_STYLE, own.style), *shown) if own.style else shown)
    return tuple((f"{FOLDER}/{name}", digest) for name, digest in (*((n, own.templates[n]) for n in names), *others))


def _source(name: str, data: bytes) -> Attached:
    """Return a file to attach; a name with a folder in it would be a path to the reader."""
    return Attached(name=name.replace("/", "_"), description="Source of this report", content=data)


def assets_of(html: str, own: Own) -> dict[str, bytes]:
    """Return style and fonts, and those pictures of the site that the document shows."""
    templates = folder("templates")
    style = (templates / STYLE).read_bytes() + own.style
    shown = {name: data for name, data in own.assets.items() if f"{ASSET}{name}" in html}
    return {STYLE: style, **_fonts(templates / "fonts"), **shown}


@cache
def _fonts(place: Path) -> Mapping[str, bytes]:
    """Return the fonts of a folder: all documents of a plant hold the same bytes."""
    return {path.name: path.read_bytes() for path in sorted(place.glob("*.woff2"))}


def identifier_of(html: str, assets: Mapping[str, bytes], files: tuple[tuple[str, bytes], ...]) -> bytes:
    """Return a hash of everything the PDF is made of."""
    parts = [html.encode(), *(part for name in sorted(assets) for part in (name.encode(), assets[name]))]
    parts += [part for name, data in files for part in (name.encode(), data)]
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()[:32].encode()


def _standalone(html: str, assets: Mapping[str, bytes]) -> str:
    """Put style and fonts into the HTML."""
    style = inlined(assets[STYLE].decode(), assets)
    html = inlined(html, {name: data for name, data in assets.items() if name != STYLE})
    return html.replace(f'<link rel="stylesheet" href="{ASSET}{STYLE}">', f"<style>{style}</style>")


def inlined(text: str, assets: Mapping[str, bytes]) -> str:
    """Return a page or a style with the assets that it names inside."""
    for name, data in assets.items():
        if f"{ASSET}{name}" in text:
            inside = f"data:{media_type(name)};base64,{base64.b64encode(data).decode()}"
            text = text.replace(f"{ASSET}{name}", inside)
    return text
