"""The drift report: which settings of the devices are not as the repository declares them."""

from dataclasses import dataclass, replace

from plantwright.deploy.drift import Drift
from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.text import joined
from plantwright.report.views.banners import REHEARSAL, Banner
from plantwright.report.views.buses import Fact
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.drifted import (
    DriftDevice,
    DriftRow,
    UnlistedRow,
    drift_devices,
    drift_rows,
    unlisted_rows,
)
from plantwright.report.views.frame import Frame

READ = Banner(word=REHEARSAL.word, text=text("the values were read from a simulator"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftReport:
    """`statement` says how many settings differ; `facts` when and from what was read."""

    frame: Frame
    statement: str
    facts: tuple[Fact, ...]
    devices: tuple[DriftDevice, ...]
    rows: tuple[DriftRow, ...]
    unlisted: tuple[UnlistedRow, ...]


def drift_report(dossier: Dossier, frame: Frame, found: Drift, read_at: str, rehearsal: bool) -> DriftReport:
    """Return the page of a comparison made at a time, on a rehearsal plant or on the real devices."""
    total, differing = len(found.settings), len(found.differing)
    return DriftReport(
        frame=_rehearsed(frame) if rehearsal else frame,
        statement=text("{n} of {m} settings differ from what is declared", n=differing, m=total)
        if differing
        else text("No drift: {n} of {m} settings as declared", n=total, m=total),
        facts=(
            Fact(name=text("Read at"), value=read_at),
            Fact(name=text("Read from"), value=text("a simulator (rehearsal)") if rehearsal else text("the devices")),
            Fact(name=text("Compared with"), value=text("site files, configuration {hash}", hash=frame.config_short)),
            Fact(name=text("Runs that are known"), value=str(len(dossier.runs))),
        ),
        devices=drift_devices(found),
        rows=drift_rows(dossier, found),
        unlisted=unlisted_rows(dossier, found),
    )


def _rehearsed(frame: Frame) -> Frame:
    """Return the frame of a document about a simulator: it says so, and nobody signs it."""
    if any(each.word == READ.word for each in frame.banners):
        return frame
    return replace(frame, banners=(*frame.banners, READ), unsigned=joined(frame.unsigned, READ.word))


DRIFT_REPORT = Kind(
    name="drift-report",
    title=text("Drift report"),
    code="&EQC021",
    handover="03-04",
    empty=text("made while the devices are read: plantwright drift SITE --report DIR"),
    template="drift-report.html.j2",
    objects=lambda _: (),
)
