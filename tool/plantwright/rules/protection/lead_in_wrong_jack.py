"""PRO032: a voltage lead is plugged into a current jack, or a current lead into a voltage jack."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.protection.leads import called, each_lead
from plantwright.rules.say import fail, not_checked, passed
from plantwright.site.model import Lead, Meter, Site

HARM = {
    "voltage": "which short-circuits its circuit",
    "current": "which opens the secondary of its transducer",
}


@rule(
    id="PRO032",
    severity=ERROR,
    title="Measuring lead in the wrong jack",
    source=Source(document="PCT1200 user manual", clause="2.2", lines="164-166, 191"),
    refs=("ZES-018", "ZES-024"),
    mend="plug the lead into the jack of its colour",
    bad={"meters.LMG1.leads.U1.jack": "current"},
    waivable=False,
)
def lead_in_wrong_jack(site: Site) -> Iterator[Verdict]:
    """A current jack is next to no resistance: a voltage lead in it is a short circuit of thousands of amperes."""
    return each_lead(site, _verdict)


def _verdict(meter: Meter, mark: str, lead: Lead) -> Verdict:
    on, path = called(meter, mark), meter.path("leads", mark, "jack")
    if not lead.jack:
        return not_checked(on, f"meters.{meter.tag}.leads.{mark}.jack", path=path[:-1])
    if lead.jack == lead.kind:
        return passed(on, f"{lead.kind} lead {mark} is at a {lead.jack} jack", path=path, value=lead.jack)
    message = f"{lead.kind} lead {mark} is at a {lead.jack} jack, {HARM[lead.kind]}"
    hint = f"plug it into the {lead.kind} jack of its colour"
    return fail(on, message, path=path, value=lead.jack, limit=lead.kind, hint=hint)
