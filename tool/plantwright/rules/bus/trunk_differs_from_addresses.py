"""BUS026: the trunk of a bus shows other devices than those with an address on it."""

from collections import Counter
from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.members import on_buses
from plantwright.rules.say import fail, not_applicable, not_checked, passed
from plantwright.site.model import Bus, Site


@rule(
    id="BUS026",
    severity=WARNING,
    title="Trunk and addresses name different devices",
    source=Source(document="Modbus over Serial Line V1.02", clause="4.2.1"),
    refs=("X-013",),
    mend="state the trunk as it is wired, and the address of every device on it",
    bad={"monitors.IM1.bus": None},
)
def trunk_differs_from_addresses(site: Site) -> Iterator[Verdict]:
    """A unit that hangs on the line without an address in the files can have any address, also one in use."""
    connected = on_buses(site)
    for bus in site.buses.values():
        addressed = [device.tag for device in connected.get(bus.tag, ())]
        if not addressed and not bus.trunk:
            yield not_applicable(bus, "no device is on this bus")
        elif not bus.trunk:
            yield not_checked(bus, f"buses.{bus.tag}.trunk")
        else:
            yield _verdict(bus, addressed)


def _verdict(bus: Bus, addressed: list[str]) -> Verdict:
    drawn, path = Counter(node.device for node in bus.trunk), bus.path("trunk")
    faults = [f"{tag} is on the trunk without an address" for tag in drawn if tag not in addressed]
    faults += [f"{tag} has an address and no place on the trunk" for tag in addressed if tag not in drawn]
    faults += [f"{tag} is on the trunk {count} times" for tag, count in drawn.items() if count > 1]
    if faults:
        hint = "state the trunk as it is wired, and the address of every device on it"
        return fail(bus, "; ".join(faults), path=path, value=len(drawn), limit=len(addressed), hint=hint)
    return passed(bus, f"all {len(addressed)} devices of the trunk have an address on it", path=path)
