"""What stands on every sheet: the title block after ISO 7200, and what a reader must not overlook."""

from collections.abc import Iterator
from dataclasses import dataclass

from plantwright.deploy.revision import CHANGES
from plantwright.findings.waivers import valid_on
from plantwright.report.language import ENGLISH, Language, text
from plantwright.report.marks import FAIL, NOT_CHECKED, mark
from plantwright.report.since import NOTHING, Since
from plantwright.report.text import joined, short, word
from plantwright.report.views.barred import legend, since
from plantwright.report.views.belonging import owner
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.settings import comparable
from plantwright.site.tasks import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """A warning: `word` stands at the foot of every sheet, `text` beside it on the first; `bars`: nothing is signed."""

    word: str
    text: str = ""
    bars: bool = True


INVENTED = Banner(word=text("INVENTED SAMPLE PLANT"), bars=False)
REHEARSAL = Banner(word=text("REHEARSAL"), text=text("the values were written to a simulator"))
NOT_WRITTEN = Banner(word=text("NOT WRITTEN"), text=text("no setting was written to a device and read back yet"))
NOT_VERIFIED = Banner(word=text("NOT VERIFIED"), text=text("the outcome of a write is unknown or differs"))

INCOMPLETE = text("RECORDS INCOMPLETE")

_AT_THE_END = frozenset({"sign-off", "milestone", "handover"})
"""Kinds of record that are made when this paper is signed, not before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The title block; texts that are not known are empty. `banners` warn on every sheet.

    `object` is the tag that the document is about, empty for the plant, `heading` title and tag,
    `supplement` the supplementary title; `unsigned` says why nothing may be signed, `since` which lines carry a change
    bar, `bars` what that means, `as_written` what is not translated; `paired`: each text stands in two languages;
    `screen`: the document is an article of the edition for a screen, without paper.
    """

    owner: str
    site: str
    site_number: str
    contractor: str
    title: str
    heading: str
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


def frame(
    dossier: Dossier,
    title: str,
    kind: str,
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
    identity = dossier.site.identity
    last = identity.revisions[-1] if identity.revisions else None
    warned = banners(dossier, about)
    return Frame(
        owner=identity.client or identity.name,
        site=identity.name,
        site_number=identity.number,
        contractor=identity.contractor,
        title=title,
        supplement=supplement,
        since=since(dossier),
        bars=legend(dossier),
        heading=joined(title, word(about), by=" "),
        object=about,
        kind=joined(kind, f"({code[:4]})", by=" "),
        number=number_of(dossier, code, about),
        revision=identity.revision or (last.revision if last else ""),
        status=identity.status,
        issued=dossier.issued,
        created=joined(last.prepared, last.checked, by=" / ") if last else "",
        approved=last.approved if last else "",
        config=dossier.site.sha256,
        config_short=short(dossier.site.sha256),
        language=_languages(dossier),
        tool=f"plantwright {dossier.tool_version}",
        banners=warned,
        unsigned=joined(*(each.word for each in warned if each.bars)),
        paper=paper,
        landscape=landscape,
        as_written=as_written(dossier.language),
        paired=bool(dossier.language.second),
        templates=_templates(dossier),
    )


def number_of(dossier: Dossier, code: str, about: str = "") -> str:
    """Return the identification number of a document: that of the plant, the tag, document kind and counting number."""
    return numbered(dossier.site.identity.number, about, code)


def numbered(plant: str, about: str, code: str) -> str:
    """Return an identification number: `RPS-01-CT101&QC7` of plant, tag and the code `&EQC007`.

    The letter of the technical area is the same everywhere and left out: 16 characters (ISO 7200) leave 12 for plant,
    hyphen and tag.
    """
    return f"{joined(plant, about, by='-')}&{code[2:4]}{code[4:].lstrip('0')}"


def banners(dossier: Dossier, about: str = "") -> tuple[Banner, ...]:
    """Return what a reader must not overlook; checks and records count for what `about` belongs to."""
    run = dossier.run
    found = (
        (INVENTED, dossier.site.identity.invented),
        (NOT_WRITTEN, run is None and any(map(comparable, dossier.site.devices()))),
        (REHEARSAL, bool(run and run.rehearsal)),
        (NOT_VERIFIED, bool(run and run.unverified)),
    )
    return (
        *(banner for banner, applies in found if applies),
        *_uncommitted(dossier),
        *_expired(dossier),
        *_checks(dossier, about),
        *_incomplete(dossier, about),
    )


def _uncommitted(dossier: Dossier) -> Iterator[Banner]:
    """Yield a warning when nobody can get the files back that this, or the run, was made from."""
    planned = bool(dossier.run and dossier.run.commit.endswith(CHANGES))
    here = text("not committed: {files}", files=", ".join(dossier.changed)) if dossier.changed else ""
    there = text("the run was planned from site files that were not committed") if planned else ""
    if here or there:
        yield Banner(word=text("UNCOMMITTED"), text=joined(here, there, by="; "))


def _expired(dossier: Dossier) -> Iterator[Banner]:
    past = [each for each in dossier.site.waivers.values() if not valid_on(each, dossier.today)]
    if past:
        told = (text("{tag} on {date}", tag=each.tag, date=each.expires) for each in past)
        yield Banner(word=text("WAIVER EXPIRED"), text=joined(*told))


def _checks(dossier: Dossier, about: str) -> Iterator[Banner]:
    marks = [mark(verdict) for verdict in dossier.about(about)]
    failed, open_, of = marks.count(FAIL), marks.count(NOT_CHECKED), _of(dossier, about)
    if failed:
        told = text("checks of {tag} outside their limit; nobody has accepted it", tag=of)
        yield Banner(
            word=text("{n} FAILED", n=failed),
            text=told if of else text("checks outside their limit; nobody has accepted it"),
        )
    if open_:
        told = text("checks of {tag} that lack an input", tag=of)
        yield Banner(word=text("{n} NOT CHECKED", n=open_), text=told if of else text("checks that lack an input"))
    if dossier.switched_off:
        yield Banner(word=text("RULES SWITCHED OFF"), text=joined(*dossier.switched_off))


def _incomplete(dossier: Dossier, about: str) -> Iterator[Banner]:
    work = [task for task in dossier.work(about) if _before_signing(task)]
    left = sum(not task.done for task in work)
    if left:
        of, n, m = _of(dossier, about), left, len(work)
        about_one = text("{n} of {m} lines of the procedures of {tag} have no record that passed", n=n, m=m, tag=of)
        about_all = text("{n} of {m} lines of the procedures have no record that passed", n=n, m=m)
        yield Banner(word=INCOMPLETE, text=about_one if of else about_all)


def _before_signing(task: Task) -> bool:
    return task.line.record not in _AT_THE_END and task.line.when != "handover"


def _of(dossier: Dossier, about: str) -> str:
    return owner(dossier.site, about) if about else ""


def _templates(dossier: Dossier) -> str:
    """Return the site's own templates, each with the beginning of its hash."""
    return joined(*(f"{name} {short(digest)}" for name, digest in dossier.own.templates.items()))


def as_written(language: Language) -> str:
    """Return what is not translated, empty in an English document."""
    if language == ENGLISH:
        return ""
    return text("Sentences of checks and notes on device types are in English; texts of the site files are as written.")


def _languages(dossier: Dossier) -> str:
    """Return the languages of a document, and those of the parameter names that stand in it as in their manuals."""
    types = {device.type.type: device.type for device in dossier.site.devices()}.values()
    spoken = {document.language.partition("-")[0] for each in types for document in each.documents.values()
              if any(parameter.original for parameter in each.parameters.values())}  # fmt: skip
    return "/".join(dict.fromkeys(code for code in (*dossier.language, *sorted(spoken)) if code))
