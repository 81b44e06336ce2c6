"""The fibre links: what each loses by its parts, what its application allows, and what was measured."""

from dataclasses import dataclass

from plantwright.report.marks import Mark, mark, worst
from plantwright.report.text import NOT_APPLICABLE, NOT_DONE, quantity
from plantwright.report.views.dossier import Dossier
from plantwright.rules.fibre import budget
from plantwright.site.limit_tables import channel_of
from plantwright.site.model import FibreLink


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    tag: str
    title: str
    fibre: str
    length: str
    application: str
    wavelength: str
    loss: str
    allowed: str
    source: str
    measured: str
    result: Mark | None


def link_row(dossier: Dossier, link: FibreLink) -> LinkRow:
    """Return a fibre link with its largest loss; the result is the worst of its checks."""
    found, channel = budget.loss(link), channel_of(link.application, link.fibre)
    allowed = channel.loss_db if channel else None
    return LinkRow(
        tag=link.tag,
        title=link.title,
        fibre=link.fibre,
        length=quantity(link.length_m, "m"),
        application=link.application or NOT_APPLICABLE,
        wavelength=quantity(link.wavelength_nm, "nm"),
        loss=quantity(found.total_db, "dB", 3) if found else NOT_APPLICABLE,
        allowed=quantity(allowed.value, "dB") if allowed else NOT_APPLICABLE,
        source=str(allowed.source) if allowed else NOT_APPLICABLE,
        measured=NOT_DONE if link.measured_loss_db is None else quantity(link.measured_loss_db, "dB"),
        result=worst(mark(verdict) for verdict in dossier.verdicts if verdict.object == link.tag),
    )
