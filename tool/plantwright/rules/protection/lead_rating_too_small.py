"""PRO031: a measuring lead is not made for the voltage or the category of its circuit."""

from collections.abc import Iterator
from functools import partial

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.protection.leads import behind_sensors, called, each_lead
from plantwright.rules.say import at_least, fail, not_applicable, not_checked
from plantwright.rules.supply import highest_v, proven
from plantwright.site.model import Lead, Meter, Site

CATEGORIES = ("II", "III", "IV")


@rule(
    id="PRO031",
    severity=ERROR,
    title="Measuring lead rated below its circuit",
    source=Source(document="PCT1200 user manual", clause="2.2", lines="152-160"),
    refs=("ZES-016",),
    mend="use a lead that is rated for the voltage and the measurement category of the location",
    bad={"meters.LMG1.leads.U1.category": "II"},
    waivable=False,
)
def lead_rating_too_small(site: Site) -> Iterator[Verdict]:
    """A lead hangs on the bare supply with a person beside it; the line voltage at its highest counts."""
    return each_lead(site, partial(_verdict, site))


def _verdict(site: Site, meter: Meter, mark: str, lead: Lead) -> Verdict:
    on, place, key = called(meter, mark), site.locations.get(meter.location), f"meters.{meter.tag}.leads.{mark}"
    at, needed = meter.path("leads", mark), place.measurement_category if place else ""
    if lead.kind == "current" and meter.tag in behind_sensors(site):
        return not_applicable(on, "it carries the output of a transducer", path=at)
    stated = {"connectors": lead.connectors, "category": lead.category, "voltage_v": lead.voltage_v}
    missing = [f"{key}.{name}" for name, value in stated.items() if not value]
    if not needed:
        missing.append(f"locations.{place.tag}.measurement_category" if place else f"meters.{meter.tag}.location")
    if missing:
        return not_checked(on, *missing, path=at)
    if lead.connectors != "safety":
        message, hint = (
            f"lead {mark} has {lead.connectors} connectors, safety connectors are needed",
            "use another lead",
        )
        return fail(on, message, path=(*at, "connectors"), value=lead.connectors, limit="safety", hint=hint)
    if CATEGORIES.index(lead.category) < CATEGORIES.index(needed):
        message = f"lead {mark} is rated for category {lead.category}, the circuits of {meter.location} are {needed}"
        hint = f"use a lead for category {needed}"
        return fail(on, message, path=(*at, "category"), value=lead.category, limit=needed, hint=hint)
    supply, what = site.supply, f"rated voltage of lead {mark} (category {lead.category})"
    found = at_least(on, what, lead.voltage_v or 0, highest_v(supply), "V", path=(*at, "voltage_v"))
    return proven(found, supply)
