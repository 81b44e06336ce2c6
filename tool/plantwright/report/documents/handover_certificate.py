"""The handover certificate: one page that says what is handed over, under which conditions, and who signs."""

from collections import Counter
from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.language import text
from plantwright.report.register import Entry, kinds, register
from plantwright.report.text import joined
from plantwright.report.views.calendar import Due, next_tests
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame
from plantwright.report.views.handed_over import Given, OpenPoints, Signed, given, open_points, signed, statement
from plantwright.report.views.waivers import Waived, waivers


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """The documents of one kind: `number` is that of the first, `count` how many there are."""

    title: str
    number: str
    count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverCertificate:
    """`statement` is what the client stated of the acceptance, `reservations` what was kept back by anybody."""

    frame: Frame
    extent: str
    statement: str
    reservations: tuple[str, ...]
    given: tuple[Given, ...]
    points: tuple[OpenPoints, ...]
    waivers: tuple[Waived, ...]
    limitations: tuple[str, ...]
    papers: tuple[Papers, ...]
    tests: tuple[Due, ...]
    signed: tuple[Signed, ...]


def _page(dossier: Dossier, frame: Frame) -> HandoverCertificate:
    every = signed(dossier)
    return HandoverCertificate(
        frame=frame,
        extent=dossier.site.identity.extent or text("No extent is stated."),
        statement=statement(dossier),
        reservations=tuple(dict.fromkeys(each for one in every for each in one.reservations)),
        given=given(dossier),
        points=open_points(dossier),
        waivers=waivers(dossier),
        limitations=dossier.site.identity.limitations,
        papers=_papers(register(dossier)),
        tests=next_tests(dossier),
        signed=every,
    )


def _papers(entries: tuple[Entry, ...]) -> tuple[Papers, ...]:
    """Return a row for each kind of document."""
    first = {each.name: each for each in reversed(entries)}
    counts = Counter(each.name for each in entries)
    return tuple(
        Papers(title=first[name].title, number=joined(first[name].number, "…" if counts[name] > 1 else "", by=" "),
               count=str(counts[name]))
        for name in kinds()
        if name in first
    )  # fmt: skip


HANDOVER_CERTIFICATE = Kind(
    name="handover-certificate",
    title=text("Handover certificate"),
    code="&EBB002",
    handover="03-01",
    template="handover-certificate.html.j2",
    page=_page,
)
