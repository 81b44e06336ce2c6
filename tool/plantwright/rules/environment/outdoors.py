"""ENV015: a device for indoor use stands outdoors."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.climate import occupied
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.model import Site


@rule(
    id="ENV015",
    severity=ERROR,
    title="Device for indoor use outdoors",
    source=Source(document="Manuals of the devices of the location", clause="place of use"),
    refs=("ZES-029", "CLR-013"),
    mend="put the devices into a building, or into an enclosure that counts as indoors",
    bad={"locations.MCC1.indoor": False},
)
def outdoors(site: Site) -> Iterator[Verdict]:
    """Rain, sun and condensation are outside what these devices were tested for."""
    for place, devices in occupied(site):
        stated = [
            (device, fact)
            for device in devices
            if (fact := device.type.environment.get("indoor")) and fact.value is True
        ]
        if not stated:
            yield not_applicable(place, "no device here is limited to indoor use")
        elif place.indoor is None:
            yield not_checked(place, f"locations.{place.tag}.indoor")
        elif place.indoor:
            yield passed(place, "indoors", path=place.path("indoor"), source=stated[0][1].source)
        else:
            tags = ", ".join(device.tag for device, _ in stated)
            message, source = f"outdoors, but {tags} may be used indoors only", stated[0][1].source
            yield fail(place, message, path=place.path("indoor"), source=source)
