"""Every kind of document, found by looking through `documents/`, and the documents that a plant has."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from plantwright.report.document import Document, document, filled
from plantwright.report.kind import Data, Kind
from plantwright.report.language import ENGLISH
from plantwright.report.manifest import Manifest, digests
from plantwright.report.modules import defined_in
from plantwright.report.own_kinds import own_kinds
from plantwright.report.text import joined
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame, frame, number_of

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
    every = defined_in("documents", Kind)
    ordered = sorted(every, key=lambda kind: (not kind.main, kind.code))
    found = {kind.name: kind for kind in ordered}
    if len(found) < len(every) or len({kind.code for kind in every}) < len(every):
        raise LookupError("two kinds of document share a name or a code")
    return found


def kinds_of(dossier: Dossier) -> Mapping[str, Kind]:
    """Return every kind of document by name, then those that the site adds."""
    return {**kinds(), **own_kinds(dossier.own)}


def register(dossier: Dossier, *, asked: bool = False) -> tuple[Entry, ...]:
    """Return every document that a plant has, in the order of the kinds; `asked`: also those made only when named."""
    every = [kind for kind in kinds_of(dossier).values() if asked or not kind.asked]
    return tuple(entry(dossier, kind, about) for kind in every for about in kind.objects(dossier))


def entry(dossier: Dossier, kind: Kind, about: str) -> Entry:
    """Return what the register says of a document."""
    return Entry(
        name=kind.name,
        number=number_of(dossier, kind.code, about),
        title=kind.title,
        about=about,
        code=kind.code[:4],
        handover=kind.handover,
        file=file_name(dossier, kind.name, about, dossier.language.name if dossier.language != ENGLISH else ""),
    )


def made(dossier: Dossier, one: Entry, paper: str = "a4") -> Document | None:
    """Return a document ready to be printed, None for one that is data alone; `paper` is a4 or letter.

    Raise TemplateFailed when its template cannot be filled.
    """
    return _made(dossier, one, paper, kinds_of(dossier)[one.name].page)


def shown(dossier: Dossier, entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return the HTML of documents as articles for a screen; all must have a page.

    Raise TemplateFailed when a template cannot be filled.
    """
    every = filled([_on_screen(dossier, one) for one in entries], dossier.language, dossier.own)
    return tuple(each.html for each in every)


def _on_screen(dossier: Dossier, one: Entry) -> tuple[str, object]:
    """Return template and page of a document."""
    kind = kinds_of(dossier)[one.name]
    if kind.page is None:
        raise LookupError(f"{one.name} has no page")
    block = _frame(dossier, kind, one.about)
    return kind.template, kind.page(dossier, replace(block, screen=True))


def form_of(dossier: Dossier, one: Entry, paper: str = "a4") -> Document | None:
    """Return the edition of a document with fields to fill in, None for one that has none, as `made` does."""
    made = _made(dossier, one, paper, kinds_of(dossier)[one.name].form, form=True)
    return replace(made, name=f"{made.name}-form") if made else None


Page = Callable[[Dossier, Frame], object]


def made_of(dossier: Dossier, name: str, page: Page, paper: str = "a4") -> Document:
    """Return a document of a kind that another command makes, whose `page` knows what only that one does."""
    kind = kinds()[name]
    document = _made(dossier, entry(dossier, kind, ""), paper, page)
    if document is None:
        raise LookupError(f"{name} has no page")
    return document


def _made(dossier: Dossier, one: Entry, paper: str, page: Page | None, *, form: bool = False) -> Document | None:
    kind = kinds_of(dossier)[one.name]
    if page is None:
        return None
    block = _frame(dossier, kind, one.about, paper)
    return document(
        name=one.file,
        template=kind.template,
        page=page(dossier, block),
        issued=datetime.fromisoformat(dossier.issued).replace(tzinfo=UTC),
        files=dossier.files if kind.sources else (),
        manifest=_manifest(dossier, kind, block),
        language=dossier.language,
        own=dossier.own,
        form=form,
    )


def _frame(dossier: Dossier, kind: Kind, about: str, paper: str = "a4") -> Frame:
    return frame(dossier, kind.title, kind.code, about, paper, kind.landscape, kind.supplement)


def _manifest(dossier: Dossier, kind: Kind, block: Frame) -> Manifest:
    run = dossier.run
    return Manifest(
        number=block.number,
        title=block.title,
        object=block.object,
        revision=block.revision,
        status=block.status,
        issued=block.issued,
        plant=block.site_number,
        config=block.config,
        files=digests(dossier.files),
        run=run.id if run else "",
        rehearsal=bool(run and run.rehearsal),
        commit=run.commit if run else "",
        journal=run.last_hash if run else "",
        template=kind.template,
        tool=block.tool,
        barred=tuple(joined(each.word, each.text, by=": ") for each in block.banners if each.bars),
    )


def data_of(dossier: Dossier, one: Entry) -> tuple[Data, ...]:
    """Return the files for programs that belong to a document, named as the documents are."""
    every = kinds_of(dossier)[one.name].data(dossier, one.about)
    return tuple(each if "/" in each.name else each._replace(name=file_name(dossier, each.name)) for each in every)


def file_name(dossier: Dossier, *parts: str) -> str:
    """Return a file name that begins with the number of the plant and leads nowhere else."""
    return _NOT_IN_A_NAME.sub("_", joined(dossier.site.identity.number, *parts, by="-")).lstrip(".")
