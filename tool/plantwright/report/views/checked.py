"""What the rules say of one object, as a sheet about it prints them: finding, source of the limit, result."""

from collections.abc import Callable
from dataclasses import dataclass

from plantwright.report.marks import Mark, told
from plantwright.report.views.checks import place_of
from plantwright.report.views.dossier import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    rule: str
    text: str
    source: str
    mark: Mark
    place: str = ""


def checked(dossier: Dossier, tag: str, wanted: Callable[[str], bool]) -> tuple[Checked, ...]:
    """Return the verdicts on an object of the rules whose id is wanted, in the order of the rules."""
    return tuple(
        Checked(rule=each.rule, text=each.message, source=str(each.source or ""), mark=told(each),
                place=place_of(each.location))
        for each in sorted(dossier.verdicts, key=lambda each: each.rule)
        if each.object == tag and wanted(each.rule)
    )  # fmt: skip
