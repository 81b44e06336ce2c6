"""ENV019: outlets and control supplies of a location have a higher overvoltage category than its devices bear."""

from collections.abc import Iterator

from plantwright.findings.verdict import Path, Source, Verdict
from plantwright.rules.environment.climate import occupied
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.catalog import Fact
from plantwright.site.model import Device, Place, Site

ASCENDING = ("I", "II", "III", "IV")


@rule(
    id="ENV019",
    severity=ERROR,
    title="Overvoltage category of the operating supplies too high",
    source=Source(document="Manuals of the devices of the location", clause="overvoltage category"),
    refs=("ZES-033", "K7-018"),
    mend="feed them through a control transformer or a surge arrester",
    bad={"locations.MCC1.overvoltage_category": "III"},
)
def overvoltage_category_exceeded(site: Site) -> Iterator[Verdict]:
    """Meters and monitors are made for an outlet of a final circuit, not for the busbar of a distribution board."""
    for place, devices in occupied(site):
        stated = [(device, fact) for device in devices if (fact := device.type.environment.get("overvoltage_category"))]
        lowest = min(stated, key=lambda each: ASCENDING.index(str(each[1].value)), default=None)
        category, path = _category(site, place)
        if lowest is None:
            yield not_applicable(place, "no device here states an overvoltage category")
        elif not category or (not place.overvoltage_category and _higher(category, lowest[1])):
            yield not_checked(place, f"locations.{place.tag}.overvoltage_category")
        else:
            yield _verdict(place, category, lowest, path)


def _category(site: Site, place: Place) -> tuple[str, Path]:
    """Return the category of the location, else that of the plant's supply, which it cannot exceed."""
    if place.overvoltage_category:
        return place.overvoltage_category, place.path("overvoltage_category")
    return site.supply.overvoltage_category, ("supply", "overvoltage_category")


def _verdict(place: Place, category: str, lowest: tuple[Device, Fact], path: Path) -> Verdict:
    device, fact = lowest
    say = fail if _higher(category, fact) else passed
    most = str(fact.value)
    message = f"overvoltage category of the operating supplies is {category}, {device.type.type} bears {most}"
    hint = "feed them through a control transformer or a surge arrester"
    return say(place, message, path=path, value=category, limit=most, source=fact.source, hint=hint)


def _higher(category: str, fact: Fact) -> bool:
    return ASCENDING.index(category) > ASCENDING.index(str(fact.value))
