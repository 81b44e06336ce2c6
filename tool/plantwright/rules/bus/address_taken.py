"""BUS010: two devices on one bus have the same address."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site


@rule(
    id="BUS010",
    severity=ERROR,
    title="Bus address used twice",
    source=Source(document="Modbus over Serial Line V1.02", clause="2.2, 4.2.1"),
    refs=("X-013", "X-014", "K7-064"),
    mend="give one of the two a free address, in the site files and on the unit",
    bad={"starters.SS201.bus.address": 3},
    waivable=False,
)
def address_taken(site: Site) -> Iterator[Verdict]:
    """Two devices that answer to one address garble each other, and a setting meant for one reaches both."""
    taken: dict[tuple[str, int], str] = {}
    for device in site.devices():
        if device.bus is None:
            continue
        name, address, path = device.bus.name, device.bus.address, device.path("bus", "address")
        first = taken.setdefault((name, address), device.tag)
        if first == device.tag:
            yield passed(device, f"address {address} is its own on {name}", path=path, value=address)
        else:
            message = f"address {address} on {name} is already used by {first}"
            hint = f"give {device.tag} a free address, on the unit too"
            yield fail(device, message, path=path, value=address, hint=hint)
