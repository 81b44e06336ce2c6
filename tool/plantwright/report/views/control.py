"""Document control: revisions, the documents the dossier rests on, the files it was made from."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.views.barred import legend, unbarred
from plantwright.report.views.dossier import Dossier
from plantwright.site.catalog import DeviceType
from plantwright.site.model import Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    types: str
    title: str
    edition: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """`bars` says what a change bar means, or why no line has one."""

    revisions: tuple[Revision, ...]
    bars: str
    distribution: tuple[str, ...]
    references: tuple[Reference, ...]
    files: tuple[SourceFile, ...]


def control(dossier: Dossier) -> Control:
    """Return the newest revision first."""
    identity = dossier.site.identity
    return Control(
        revisions=tuple(reversed(identity.revisions)),
        bars=legend(dossier) or unbarred(dossier),
        distribution=identity.distribution,
        references=_references(types_used(dossier)),
        files=tuple(SourceFile(name=name, sha256=hashlib.sha256(data).hexdigest()) for name, data in dossier.files),
    )


def types_used(dossier: Dossier) -> Sequence[DeviceType]:
    """Return the device types of the site, each once, in the order of its devices."""
    return tuple({device.type.type: device.type for device in dossier.site.devices()}.values())


def _references(types: Sequence[DeviceType]) -> tuple[Reference, ...]:
    """Return each document once, with the device types that rest on it."""
    users: dict[tuple[str, str, str], list[str]] = {}
    for each in types:
        for document in each.documents.values():
            key = document.title, document.edition or text("edition not stated"), document.language
            users.setdefault(key, []).append(each.type)
    return tuple(
        Reference(types=", ".join(dict.fromkeys(names)), title=title, edition=edition, language=language)
        for (title, edition, language), names in users.items()
    )
