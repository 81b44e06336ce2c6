"""Every document of a plant on one page for a screen: one HTML file that needs no network."""

from plantwright.report.edition import Filled, edition
from plantwright.report.kind import Data, Kind
from plantwright.report.language import ENGLISH, text
from plantwright.report.register import kinds_of, register, shown
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import frame


def _data(dossier: Dossier, about: str) -> tuple[Data, ...]:
    block = frame(dossier, DOSSIER.title, DOSSIER.code)
    html = edition(dossier, block, _documents(dossier))
    language = "" if dossier.language == ENGLISH else f"-{dossier.language.name}"
    return (Data(f"{DOSSIER.name}{language}.html", html.encode()),)


def _documents(dossier: Dossier) -> tuple[Filled, ...]:
    kinds = kinds_of(dossier)
    entries = tuple(one for one in register(dossier) if kinds[one.name].page)
    return tuple(
        Filled(one.name, one.title, one.number, one.about, kinds[one.name].landscape, html)
        for one, html in zip(entries, shown(dossier, entries), strict=True)
    )


DOSSIER = Kind(
    name="dossier",
    title=text("All documents on one page"),
    code="&EAB003",
    handover="03-01",
    data=_data,
)
