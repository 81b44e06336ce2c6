"""Where the source documents of a device type contradict themselves, and what was made of it."""

from dataclasses import dataclass

from plantwright.report.language import text
from plantwright.report.views.control import types_used
from plantwright.report.views.dossier import Dossier
from plantwright.site.catalog import Conflict, DeviceType

_WEIGHTS = {"H": text("safety or a setting"), "M": text("a check"), "L": text("typing error")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRow:
    id: str
    weight: str
    lines: str
    statement: str
    handling: str
    parameters: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeConflicts:
    title: str
    documents: str
    rows: tuple[ConflictRow, ...]


def conflicts(dossier: Dossier) -> tuple[TypeConflicts, ...]:
    """Return the conflicts of every device type in use, those that touch safety first."""
    return tuple(_of_type(each) for each in types_used(dossier) if each.conflicts)


def _of_type(each: DeviceType) -> TypeConflicts:
    ordered = sorted(each.conflicts.values(), key=lambda conflict: "HML".find(conflict.severity))
    return TypeConflicts(
        title=text(each.title),
        documents=", ".join(document.title for document in each.documents.values()),
        rows=tuple(_row(each, conflict) for conflict in ordered),
    )


def _row(each: DeviceType, conflict: Conflict) -> ConflictRow:
    codes = (each.parameters[name].code or name for name in conflict.parameters if name in each.parameters)
    return ConflictRow(
        id=conflict.id,
        weight=_WEIGHTS.get(conflict.severity, conflict.severity),
        lines=conflict.lines,
        statement=conflict.statement,
        handling=conflict.handling,
        parameters=", ".join(codes),
    )
