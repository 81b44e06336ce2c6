"""What the rules say of one object, as a sheet about it prints them: finding, source of the limit, result."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from plantwright.findings.verdict import Verdict
from plantwright.report.marks import NOT_APPLICABLE, PASS, Mark, told
from plantwright.report.views.belonging import row_of
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
    return _shown(each for each in dossier.verdicts if each.object == tag and wanted(each.rule))


def not_passed(dossier: Dossier, row: str) -> tuple[Checked, ...]:
    """Return the verdicts that count in a row of the overview and are no pass, in the order of the rules."""
    mine = (each for each in dossier.verdicts if row_of(dossier.site, each) == row)
    return _shown(each for each in mine if told(each) not in (PASS, NOT_APPLICABLE))


def _shown(verdicts: Iterable[Verdict]) -> tuple[Checked, ...]:
    return tuple(
        Checked(rule=each.rule, text=each.message, source=str(each.source or ""), mark=told(each),
                place=place_of(each.location))
        for each in sorted(verdicts, key=lambda each: each.rule)
    )  # fmt: skip
