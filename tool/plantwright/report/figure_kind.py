"""What a kind of figure is: its name, the objects it is drawn for, what draws it, and the documents it stands in."""

from collections.abc import Callable
from dataclasses import dataclass

from plantwright.report.figures.drawing import Figure
from plantwright.report.views.dossier import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKind:
    """A kind of figure. `objects` returns the tags it is drawn for ("" is the plant), nothing when there is none.

    `draw` returns the figure of one of them, None where data are missing that it cannot do without; `documents` are
    names of kinds of document.
    """

    name: str
    objects: Callable[[Dossier], tuple[str, ...]]
    draw: Callable[[Dossier, str], Figure | None]
    documents: tuple[str, ...]
