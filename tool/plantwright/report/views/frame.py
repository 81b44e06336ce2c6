"""The title block of every sheet, after ISO 7200."""

from dataclasses import dataclass

from plantwright.report.language import ENGLISH, Language, text
from plantwright.report.since import NOTHING, Since
from plantwright.report.text import joined, short, word
from plantwright.report.views.banners import Banner, banners, unsigned_because
from plantwright.report.views.barred import legend, since
from plantwright.report.views.dossier import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The title block; texts that are not known are empty. `banners` warn on every sheet.

    `object` is the tag that the document is about, empty for the plant, `kind` title and document kind code,
    `supplement` the supplementary title; `unsigned` says why nothing may be signed, `since` which lines carry a change
    bar, `bars` what that means, `as_written` what is not translated; `paired`: each text stands in two languages;
    `screen`: the document is an article of the edition for a screen, without paper; `named`: further languages, of
    which the title block names those that stand in the document.
    """

    owner: str
    site: str
    site_number: str
    contractor: str
    title: str
    object: str
    kind: str
    number: str
    revision: str
    status: str
    issued: str
    created: str
    approved: str
    config: str
    config_short: str
    language: str
    tool: str
    banners: tuple[Banner, ...]
    unsigned: str
    paper: str
    landscape: bool
    supplement: str = ""
    since: Since = NOTHING
    bars: str = ""
    as_written: str = ""
    paired: bool = False
    templates: str
    screen: bool = False
    named: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """Return the title with the tag of the object behind it."""
        return joined(self.title, word(self.object), by=" ")


def frame(
    dossier: Dossier,
    title: str,
    code: str,
    about: str = "",
    paper: str = "a4",
    landscape: bool = False,
    supplement: str = "",
) -> Frame:
    """Return the title block of a document.

    `code` is its document kind code, for example `&EBB001`, `about` the tag of its object, `paper` a4 or letter,
    `supplement` its supplementary title.
    """
    identity, config, language = dossier.site.identity, dossier.site.sha256, dossier.language
    last = identity.revisions[-1] if identity.revisions else None
    warned = banners(dossier, about)
    return Frame(
        owner=identity.client or identity.name, site=identity.name, site_number=identity.number,
        contractor=identity.contractor, status=identity.status,
        title=title, supplement=supplement, object=about, kind=kind_of(title, code),
        number=number_of(dossier, code, about), issued=dossier.issued,
        revision=identity.revision or (last.revision if last else ""),
        created=joined(last.prepared, last.checked, by=" / ") if last else "", approved=last.approved if last else "",
        config=config, config_short=short(config), tool=f"plantwright {dossier.tool_version}",
        templates=_templates(dossier),
        banners=warned, unsigned=unsigned_because(warned), since=since(dossier), bars=legend(dossier),
        language=language.name.replace("+", "/"), named=_named(dossier), as_written=as_written(language),
        paired=bool(language.second), paper=paper, landscape=landscape,
    )  # fmt: skip


def kind_of(title: str, code: str) -> str:
    """Return the document type of a title block: its title and the document kind code without the counting number."""
    return joined(title, f"({code[:4]})", by=" ")


def number_of(dossier: Dossier, code: str, about: str = "") -> str:
    """Return the identification number of a document: that of the plant, the tag, document kind and counting number."""
    return numbered(dossier.site.identity.number, about, code)


def numbered(plant: str, about: str, code: str) -> str:
    """Return an identification number: `RPS-01-CT101&QC7` of plant, tag and the code `&EQC007`.

    The letter of the technical area is the same everywhere and left out: 16 characters (ISO 7200) leave 12 for plant,
    hyphen and tag.
    """
    return f"{joined(plant, about, by='-')}&{code[2:4]}{code[4:].lstrip('0')}"


def _templates(dossier: Dossier) -> str:
    """Return the site's own templates, each with the beginning of its hash."""
    return joined(*(f"{name} {short(digest)}" for name, digest in dossier.own.templates.items()))


def as_written(language: Language) -> str:
    """Return what is not translated, empty in an English document."""
    if language == ENGLISH:
        return ""
    return text("Sentences of checks and notes on device types are in English; texts of the site files are as written.")


def _named(dossier: Dossier) -> tuple[str, ...]:
    """Return the other languages in which manuals name parameters, as they may stand in a document."""
    types = {device.type.type: device.type for device in dossier.site.devices()}.values()
    spoken = {document.language.partition("-")[0] for each in types for document in each.documents.values()
              if any(parameter.original for parameter in each.parameters.values())}  # fmt: skip
    return tuple(sorted(spoken - {*dossier.language}))
