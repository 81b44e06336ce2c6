"""The documents that a site adds, as kinds of document like the shipped ones; their templates see every table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from plantwright.report.kind import Kind
from plantwright.report.own import Own, OwnDocument
from plantwright.report.tables import Value
from plantwright.report.views.data import every_table
from plantwright.report.views.dossier import Dossier
from plantwright.report.views.frame import Frame

Row = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """What an own document sees: the title block, the tag it is about (empty for the plant) and the tables by name."""

    frame: Frame
    about: str
    tables: Mapping[str, tuple[Row, ...]]


def own_kinds(own: Own) -> Mapping[str, Kind]:
    """Return the kinds of document that a site adds, by name."""
    return {each.name: _kind(each) for each in own.documents}


def _kind(each: OwnDocument) -> Kind:
    return Kind(
        name=each.name,
        title=each.title,
        code=each.code,
        handover=each.class_,
        empty=f"the site has no {each.for_}",
        template=each.template,
        objects=_objects(each.for_),
        page=_page,
        landscape=each.landscape,
    )


def _objects(section: str) -> Callable[[Dossier], tuple[str, ...]]:
    return lambda dossier: ("",) if section == "plant" else tuple(getattr(dossier.site, section))


def _page(dossier: Dossier, frame: Frame) -> OwnPage:
    tables = {
        table.name: tuple(dict(zip(table.columns, row, strict=True)) for row in table.rows)
        for table in every_table(dossier)
    }
    return OwnPage(frame=frame, about=frame.object, tables=tables)
