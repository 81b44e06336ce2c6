"""ENV016: a location has a condition that a device there must not be exposed to."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.climate import occupied
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.catalog import DeviceType, Fact
from plantwright.site.model import Device, Place, Site

ALLOWED_BY = {
    "wet": "wet_place_allowed",
    "condensation": "condensation_allowed",
    "flammable-gas": "explosive_atmosphere_allowed",
    "explosive-atmosphere": "explosive_atmosphere_allowed",
}
LISTED_AS = {"explosive-atmosphere": "explosive-gas"}
CONDITIONS = (*ALLOWED_BY, "corrosive-gas", "conductive-dust")


@rule(
    id="ENV016",
    severity=ERROR,
    title="Condition of a location that a device must not be exposed to",
    source=Source(document="Manuals of the devices of the location", clause="excluded conditions"),
    refs=("ZES-003", "CLR-012", "K7-007", "K7-008", "X-036"),
    mend="keep the condition away from the devices: seal, heat or ventilate the enclosure, or move it",
    bad={"locations.MCC1.conditions": ["condensation"]},
)
def condition_excluded(site: Site) -> Iterator[Verdict]:
    """Water and conductive dust bridge what insulates, gases corrode it, and every contact that opens makes a spark."""
    for place, devices in occupied(site):
        refusing = [device for device in devices if any(_refusal(device.type, each) for each in CONDITIONS)]
        if not refusing:
            yield not_applicable(place, "no device here excludes a condition")
        elif place.conditions is None:
            yield not_checked(place, f"locations.{place.tag}.conditions")
        else:
            yield from _verdicts(place, place.conditions, refusing)


def _verdicts(place: Place, conditions: tuple[str, ...], devices: list[Device]) -> Iterator[Verdict]:
    found = {each: [device for device in devices if _refusal(device.type, each)] for each in conditions}
    refused = {condition: refusing for condition, refusing in found.items() if refusing}
    path = place.path("conditions")
    if not refused:
        yield passed(place, f"{', '.join(conditions) or 'no condition'}; no device here excludes it", path=path)
    for condition, refusing in refused.items():
        fact = _refusal(refusing[0].type, condition)
        message = f"{condition}, and {', '.join(device.tag for device in refusing)} must not be exposed to it"
        yield fail(place, message, path=path, value=condition, source=fact.source if fact else None)


def _refusal(kind: DeviceType, condition: str) -> Fact | None:
    """Return the fact that excludes a condition, None when the type bears it or says nothing."""
    excluded = kind.environment.get("excluded_conditions")
    if excluded and LISTED_AS.get(condition, condition) in excluded.values:
        return excluded
    allowed = kind.environment.get(ALLOWED_BY.get(condition, ""))
    return allowed if allowed and allowed.value is False else None
