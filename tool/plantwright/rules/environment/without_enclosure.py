"""ENV018: an open device stands in a location without an enclosure."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.environment.climate import occupied
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.catalog import Fact
from plantwright.site.model import Device, Place, Site

OPEN_UP_TO = 2
"""First digit up to which a device counts as open: it keeps out fingers, not tools, dust or water."""


@rule(
    id="ENV018",
    severity=ERROR,
    title="Open device without an enclosure",
    source=Source(document="Manuals of the devices of the location", clause="degree of protection"),
    refs=("CLR-008", "K7-016", "X-038"),
    mend="mount them in a cabinet",
    bad={"locations.MCC1.ip_code": "IP00"},
)
def without_enclosure(site: Site) -> Iterator[Verdict]:
    """A device of IP20 is a part for a cabinet: the cabinet protects people from it, and it from water and dust."""
    for place, devices in occupied(site):
        bare = [(device, fact) for device in devices if (fact := _own(device)) and _digits(fact)[0] <= OPEN_UP_TO]
        if not bare:
            yield not_applicable(place, "no device here is open")
        elif not place.ip_code:
            yield not_checked(place, f"locations.{place.tag}.ip_code")
        else:
            yield _verdict(place, bare)


def _verdict(place: Place, bare: list[tuple[Device, Fact]]) -> Verdict:
    device, needed = max(bare, key=lambda each: _digits(each[1]))
    enough = all(has >= needs for has, needs in zip(_digits(place.ip_code), _digits(needed), strict=True))
    say, path = passed if enough else fail, place.path("ip_code")
    tags = ", ".join(each.tag for each, _ in bare)
    message = f"enclosure {place.ip_code} around {tags}; {device.tag} is {needed.value}, at least that is needed"
    hint = "mount them in a cabinet"
    return say(place, message, path=path, value=place.ip_code, limit=needed.value, source=needed.source, hint=hint)


def _own(device: Device) -> Fact | None:
    return device.type.environment.get("ingress_protection") or device.type.ratings.get("ip_code")


def _digits(code: Fact | str) -> tuple[int, int]:
    """Return the two digits of an IP code; X, for not tested, counts as nothing."""
    text = str(code.value) if isinstance(code, Fact) else code
    first, second = (int(digit) if digit.isdecimal() else 0 for digit in text[2:4])
    return first, second
