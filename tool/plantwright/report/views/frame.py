"""What stands on every sheet: the title block after ISO 7200, the banner and the heads."""

from dataclasses import dataclass

from plantwright.report.text import joined, short
from plantwright.report.views.dossier import Dossier

INVENTED = "INVENTED SAMPLE PLANT"
REHEARSAL = "REHEARSAL — values written to a simulator"
NOT_VERIFIED = "NOT VERIFIED — the outcome of a write is unknown or differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The title block; texts that are not known are empty. `banners` warn on every sheet."""

    owner: str
    site: str
    site_number: str
    contractor: str
    title: str
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
    banners: tuple[str, ...]


def frame(dossier: Dossier, title: str, kind: str, code: str) -> Frame:
    """Return the title block of a document; `code` is its document kind code, for example `&EBB001`."""
    identity = dossier.site.identity
    last = identity.revisions[-1] if identity.revisions else None
    return Frame(
        owner=identity.client or identity.name,
        site=identity.name,
        site_number=identity.number,
        contractor=identity.contractor,
        title=title,
        kind=f"{kind} ({code[:4]})",
        number=f"{identity.number}{code}",
        revision=identity.revision or (last.revision if last else ""),
        status=identity.status,
        issued=dossier.issued,
        created=joined(last.prepared, last.checked, by=" / ") if last else "",
        approved=last.approved if last else "",
        config=dossier.site.sha256,
        config_short=short(dossier.site.sha256),
        language=joined("en", *_other_languages(dossier), by="/"),
        tool=f"plantwright {dossier.tool_version}",
        banners=banners(dossier),
    )


def banners(dossier: Dossier) -> tuple[str, ...]:
    """Return what a reader must not overlook."""
    run = dossier.run
    found = (
        (INVENTED, dossier.site.identity.invented),
        (REHEARSAL, bool(run and run.rehearsal)),
        (NOT_VERIFIED, bool(run and run.unverified)),
    )
    return tuple(text for text, applies in found if applies)


def _other_languages(dossier: Dossier) -> tuple[str, ...]:
    """Return the languages of original parameter names."""
    types = {device.type.type: device.type for device in dossier.site.devices()}.values()
    spoken = {document.language.partition("-")[0] for each in types for document in each.documents.values()
              if any(parameter.original for parameter in each.parameters.values())}  # fmt: skip
    return tuple(sorted(spoken - {"en", ""}))
