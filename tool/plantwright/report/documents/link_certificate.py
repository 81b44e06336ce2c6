"""The loss certificate of a fibre link: the predicted budget beside what was measured in each direction."""

from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.report.views.link_loss import LinkLoss, link_loss


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCertificate:
    frame: Frame
    link: LinkLoss


def _page(dossier: Dossier, frame: Frame) -> LinkCertificate:
    return LinkCertificate(frame=frame, link=link_loss(dossier, dossier.site.fibre_links[frame.object]))


LINK_CERTIFICATE = Kind(
    name="link-certificate",
    title=text("Fibre loss certificate"),
    code="&EQC014",
    handover="02-04",
    empty=text("the site has no fibre link"),
    template="link-certificate.html.j2",
    objects=lambda dossier: tuple(dossier.site.fibre_links),
    page=_page,
)
