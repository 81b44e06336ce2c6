"""The sheet of a current measuring chain: its parts, its range, and how far a reading can be off."""

from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.report.views.measuring_chain import ChainSheet, chain_sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuringChain:
    frame: Frame
    chain: ChainSheet


def _page(dossier: Dossier, frame: Frame) -> MeasuringChain:
    return MeasuringChain(frame=frame, chain=chain_sheet(dossier, dossier.site.sensors[frame.object]))


CURRENT_CHAIN = Kind(
    name="current-chain",
    title=text("Current measuring chain"),
    code="&EQC007",
    handover="02-04",
    empty=text("the site has no current sensor"),
    template="current-chain.html.j2",
    objects=lambda dossier: tuple(dossier.site.sensors),
    page=_page,
)
