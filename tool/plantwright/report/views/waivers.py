"""The waiver register: what was accepted by whom, until when, and whether it still holds."""

from dataclasses import dataclass

from plantwright.findings.waivers import valid_on
from plantwright.report.language import text
from plantwright.report.marks import FAIL, NOTE, WAIVED, Mark
from plantwright.report.text import joined
from plantwright.report.views.dossier import Dossier
from plantwright.site.model import Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived:
    """A waiver; `findings` is what it covers, or why it covers nothing."""

    tag: str
    rule: str
    object: str
    reason: str
    risk: str
    findings: str
    approved_by: str
    expires: str
    mark: Mark


def waivers(dossier: Dossier) -> tuple[Waived, ...]:
    """Return every waiver, the one that ends first at the top."""
    return tuple(_waived(dossier, each) for each in sorted(dossier.site.waivers.values(), key=lambda one: one.expires))


def _waived(dossier: Dossier, waiver: Waiver) -> Waived:
    covered = tuple(verdict.message for verdict in dossier.verdicts if verdict.waiver == waiver.tag)
    valid = valid_on(waiver, dossier.today)
    unused = text("covers nothing: the check does not fail")
    nothing = unused if valid else text("has expired: the finding counts again")
    return Waived(
        tag=waiver.tag,
        rule=waiver.rule,
        object=waiver.object,
        reason=waiver.reason,
        risk=waiver.risk or text("not stated"),
        findings=joined(*covered, by="; ") or nothing,
        approved_by=waiver.approved_by,
        expires=waiver.expires,
        mark=(WAIVED if covered else NOTE) if valid else FAIL,
    )
