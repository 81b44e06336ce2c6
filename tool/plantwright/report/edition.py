"""Every document of a plant on one page for a screen, with the rules, the objects and the files that its words lead to.

The page is one file: style, fonts and pictures are inside, nothing is fetched, and all of it can be read without its
script.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from plantwright.report.article import Article, Heading, Links, anchor, article
from plantwright.report.document import STYLE, assets_of, inlined
from plantwright.report.html import fill
from plantwright.report.language import Language, Text, text, translated
from plantwright.report.messages import catalogue
from plantwright.report.text import joined
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.edition import (
    Link,
    ObjectEntry,
    RuleEntry,
    SourceFile,
    object_entries,
    object_target,
    rule_entries,
    rule_target,
    source_files,
)
from plantwright.report.views.frame import Frame
from plantwright.resources import folder

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; script-src '{script}'; "
    "base-uri 'none'; form-action 'none'"
)
_SHEETS = re.compile(r"@page[^{]*\{(?:[^{}]|\{[^{}]*\})*\}")
_LENGTH = re.compile(r"(?<![\w#.])(\d*\.?\d+)(pt|mm)\b")
_POINTS = {"pt": 1.0, "mm": 72 / 25.4}
_BASE_PT = 8.5  # the size of text on paper, which is 1 rem on a screen
_HAN_FACE = "NotoSansCJKsc-Regular.woff2"
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_DEEPEST = 3  # headings that stand in the contents


class Filled(NamedTuple):
    """A document of the plant and its HTML without paper."""

    name: str
    title: str
    number: str
    about: str
    landscape: bool
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A document on the page; `target` is its id, `name` its title with the tag that it is about."""

    target: str
    title: str
    name: str
    about: str
    landscape: bool
    html: str
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The documents of one kind."""

    title: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the template sees."""

    frame: Frame
    shelves: tuple[Shelf, ...]
    rules: tuple[RuleEntry, ...]
    objects: tuple[ObjectEntry, ...]
    files: tuple[SourceFile, ...]
    policy: str
    style: str
    script: str


def edition(dossier: Dossier, block: Frame, documents: Sequence[Filled]) -> str:
    """Return the page; `block` is its title block, `documents` are in the order of the register.

    Raise TemplateFailed when its template cannot be filled.
    """
    links = _links(dossier, documents)
    articles = [article(each.html, _target(each), links) for each in documents]
    chapters = [_chapter(each, made) for each, made in zip(documents, articles, strict=True)]
    templates = folder("templates")
    script = (templates / "edition.js").read_text(encoding="utf-8")
    page = Page(
        frame=block,
        shelves=tuple(_shelves(documents, chapters)),
        rules=rule_entries(dossier),
        objects=object_entries(dossier, _about(chapters), _named(chapters, articles)),
        files=source_files(dossier),
        policy=_POLICY.format(script=_digest(script)),
        style=(templates / "edition.css").read_text(encoding="utf-8"),
        script=script,
    )
    return _with_assets(fill("edition.html.j2", page, language=dossier.language), dossier)


# links


def _links(dossier: Dossier, documents: Iterable[Filled]) -> Links:
    rules = {verdict.rule: rule_target(verdict.rule) for verdict in dossier.verdicts}
    objects = {tag: object_target(tag) for tag in dossier.site.tags()}
    numbers = {each.number: _target(each) for each in documents}
    plant = {_first(text("site"), dossier.language): object_target("")}
    lines = {file: len(lines) for file, lines in dossier.lines.items()}
    return Links(names={**plant, **rules, **numbers, **objects}, lines=lines)


def _first(word: Text, language: Language) -> str:
    """Return a text in the first language of the page."""
    return translated(word, language.first, {language.first: catalogue(language.first)})


def _target(each: Filled) -> str:
    return f"document-{anchor(joined(each.name, each.about, by='-'))}"


def _about(chapters: Iterable[Chapter]) -> Mapping[str, Sequence[Link]]:
    found: dict[str, list[Link]] = {}
    for each in chapters:
        found.setdefault(each.about, []).append(_link(each))
    return found


def _named(chapters: Sequence[Chapter], articles: Sequence[Article]) -> Mapping[str, Sequence[Link]]:
    found: dict[str, list[Link]] = {}
    for each, made in zip(chapters, articles, strict=True):
        for name in sorted(made.named - {each.about}):
            found.setdefault(name, []).append(_link(each))
    return found


def _link(each: Chapter) -> Link:
    return Link(text=each.name, target=each.target)


# documents


def _chapter(each: Filled, made: Article) -> Chapter:
    return Chapter(
        target=_target(each),
        title=each.title,
        name=joined(each.title, each.about, by=" "),
        about=each.about,
        landscape=each.landscape,
        html=made.html,
        headings=tuple(heading for heading in made.headings if 1 < heading.level <= _DEEPEST),
    )


def _shelves(documents: Sequence[Filled], chapters: Sequence[Chapter]) -> Iterable[Shelf]:
    together = groupby(zip(documents, chapters, strict=True), key=lambda pair: pair[0].name)
    for _, pairs in together:
        same = tuple(chapter for _, chapter in pairs)
        yield Shelf(title=same[0].title, chapters=same)


# what lies inside the file


def _digest(script: str) -> str:
    """Return the hash by which a policy lets one script run."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def _with_assets(html: str, dossier: Dossier) -> str:
    """Put style, fonts and pictures into the page, the Chinese face only where a character needs it."""
    assets = {name: data for name, data in assets_of(html, dossier.own).items()
              if name != _HAN_FACE or _HAN.search(html)}  # fmt: skip
    base = inlined(on_screen(assets.pop(STYLE).decode()), assets)
    link = f'<link rel="stylesheet" href="asset:{STYLE}">'
    return inlined(html.replace(link, f"<style>@layer documents {{\n{base}}}</style>"), assets)


def on_screen(style: str) -> str:
    """Return the style of the documents without sheets of paper, its lengths in proportion to the size of the text."""
    return _LENGTH.sub(_relative, _SHEETS.sub("", style))


def _relative(found: re.Match[str]) -> str:
    return f"{float(found[1]) * _POINTS[found[2]] / _BASE_PT:.4g}rem"
