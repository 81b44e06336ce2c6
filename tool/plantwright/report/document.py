"""A document ready to be written: its HTML for the PDF, and a copy that any browser shows without other files."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from plantwright.report.html import fill
from plantwright.report.language import ENGLISH, Language
from plantwright.report.pdf import ASSET, Attached, Job
from plantwright.resources import folder

_STYLE = "base.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`job` makes the PDF, `standalone` is the HTML with fonts and style inside, `name` has no ending."""

    name: str
    job: Job
    standalone: str


def document(
    *,
    name: str,
    template: str,
    page: object,
    issued: datetime,
    files: tuple[tuple[str, bytes], ...],
    language: Language = ENGLISH,
) -> Document:
    """Fill a template and gather what the PDF needs; raise TemplateFailed when the template cannot be filled."""
    html = fill(template, page, language=language)
    assets = _assets()
    return Document(
        name=name,
        standalone=_standalone(html, assets),
        job=Job(
            html=html,
            assets=assets,
            identifier=_identifier(html, assets, files),
            issued=issued,
            attached=tuple(
                Attached(name=file, description="Source of this report", content=data) for file, data in files
            ),
        ),
    )


def _assets() -> dict[str, bytes]:
    templates = folder("templates")
    fonts = {path.name: path.read_bytes() for path in sorted((templates / "fonts").glob("*.woff2"))}
    return {_STYLE: (templates / _STYLE).read_bytes(), **fonts}


def _identifier(html: str, assets: Mapping[str, bytes], files: tuple[tuple[str, bytes], ...]) -> bytes:
    """Return a hash of everything the PDF is made of."""
    parts = [html.encode(), *(part for name in sorted(assets) for part in (name.encode(), assets[name]))]
    parts += [part for name, data in files for part in (name.encode(), data)]
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()[:32].encode()


def _standalone(html: str, assets: Mapping[str, bytes]) -> str:
    """Put style and fonts into the HTML."""
    style = assets[_STYLE].decode()
    for name, data in assets.items():
        if name != _STYLE:
            style = style.replace(f"{ASSET}{name}", f"data:font/woff2;base64,{base64.b64encode(data).decode()}")
    return html.replace(f'<link rel="stylesheet" href="{ASSET}{_STYLE}">', f"<style>{style}</style>")
