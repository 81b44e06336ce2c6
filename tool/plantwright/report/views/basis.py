"""What a report rests on: the documents that checks and procedures name, abbreviations, rules of designation."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from plantwright.findings.verdict import Outcome, Source
from plantwright.report.language import text
from plantwright.report.text import NOT_APPLICABLE, joined
from plantwright.report.views.control import types_used
from plantwright.report.views.dossier import Dossier
from plantwright.site.abbreviations import words

_OWN = "plantwright "  # before the name of a format of our own, which is no source
_EDITION = re.compile(r":(\d{4})\b|\b(V\d+(?:\.\d+)*)\b")
_WITHDRAWN = "(withdrawn)"
_INVISIBLE = re.compile(r"(?s)<style>.*?</style>|<[^>]+>")
_NAMED = 3  # tags as an example of a sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A document, and how many checks with a result and lines of procedures of the plant rest on it."""

    title: str
    edition: str
    status: str
    checks: str
    lines: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What stands before a designation, what it names, and tags of the plant that begin with it."""

    sign: str
    names: str
    tags: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    documents: tuple[Named, ...]
    signs: tuple[Sign, ...]
    signs_source: str
    abbreviations: tuple[tuple[str, str], ...] = ()


def basis(dossier: Dossier) -> Basis:
    """Return what a report rests on, without the abbreviations: they are known when its pages are."""
    return Basis(documents=_documents(dossier), signs=_signs(dossier), signs_source=words().source.document)


def abbreviations_in(page: str) -> tuple[tuple[str, str], ...]:
    """Return the abbreviations that a reader of a page of HTML meets, with their meaning."""
    shown = html.unescape(_INVISIBLE.sub(" ", page))
    met = set(re.findall(r"(?<![\w-])\w+(?:-\w+)*(?![\w-])", shown))
    return tuple((short, text(meaning)) for short, meaning in words().abbreviations.items() if short in met)


def _documents(dossier: Dossier) -> tuple[Named, ...]:
    """Return the documents that are no manual of a device of the plant: manuals stand in a list of their own."""
    manuals = {document.title for each in types_used(dossier) for document in each.documents.values()}
    checks, lines = Counter(_of_checks(dossier)), Counter(task.line.source for task in dossier.work(""))
    provenances: dict[str, list[str]] = {}
    for source in (*checks, *lines):
        for title in _titles(source):
            provenances.setdefault(title, []).append(source.provenance)
    return tuple(
        Named(
            title=title.replace(_WITHDRAWN, "").strip(),
            edition=_edition(title),
            status=joined(text("withdrawn") if _WITHDRAWN in title else "", _status(how)),
            checks=_number(checks, title),
            lines=_number(lines, title),
        )
        for title, how in sorted(provenances.items())
        if not set(title.split(" and ")) <= manuals and not title.startswith(_OWN)
    )


def _of_checks(dossier: Dossier) -> Iterator[Source]:
    return (each.source for each in dossier.verdicts if each.source and each.outcome is not Outcome.NOT_APPLICABLE)


def _titles(source: Source) -> list[str]:
    """Return the documents that a source names; a semicolon stands between two."""
    return [title.strip() for title in source.document.split(";") if title.strip()]


def _status(provenances: list[str]) -> str:
    """Return how a document was read by the provenance of what is taken from it, rather too little than too much."""
    if set(provenances) == {"unverified"}:
        return text("not read: unverified")
    read = text("read in a public source") if "public" in provenances else text("read")
    return joined(read, text("a part unverified") if "unverified" in provenances else "")


def _edition(title: str) -> str:
    found = _EDITION.search(title)
    return found[1] or found[2] if found else text("edition not stated")


def _number(counts: Counter[Source], title: str) -> str:
    return str(sum(number for source, number in counts.items() if title in _titles(source)) or NOT_APPLICABLE)


def _signs(dossier: Dossier) -> tuple[Sign, ...]:
    tags = dossier.site.tags()
    return tuple(
        Sign(sign=sign, names=text(names), tags=joined(*[tag for tag in tags if tag.startswith(sign)][:_NAMED]))
        for sign, names in words().prefixes.items()
    )
