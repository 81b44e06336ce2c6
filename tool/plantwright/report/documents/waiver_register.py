"""The waiver register: every finding that somebody with a name accepted, until a date."""

from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.report.views.waivers import Waived, waivers


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverRegister:
    frame: Frame
    waivers: tuple[Waived, ...]


def _page(dossier: Dossier, frame: Frame) -> WaiverRegister:
    return WaiverRegister(frame=frame, waivers=waivers(dossier))


WAIVER_REGISTER = Kind(
    name="waiver-register",
    title=text("Waiver register"),
    code="&ECB001",
    handover="02-04",
    empty=text("nothing is waived"),
    template="waiver-register.html.j2",
    objects=lambda dossier: ("",) if dossier.site.waivers else (),
    page=_page,
)
