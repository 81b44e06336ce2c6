"""BUS021: a device hangs on too long a stub."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.rs485_line import longest_stub_m
from plantwright.rules.bus.line import limit
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, at_most, not_checked
from plantwright.site.model import Bus, Site


@rule(
    id="BUS021",
    severity=ERROR,
    title="Stub too long",
    source=Source(document="Modbus over Serial Line V1.02", clause="3.4.3"),
    refs=(),
    mend="lead the trunk past the device",
    bad={"buses.RS1.trunk": [{"device": "SS101", "at_m": 9, "stub_m": 25}]},
)
def stub_too_long(site: Site) -> Iterator[Verdict]:
    """A stub is an open end: the longer it is, the longer the echo that follows each edge.

    Stubs at one place of the trunk share a tap, and n of them may have 40 m / n each.
    """
    for bus in site.buses.values():
        if not bus.trunk:
            yield not_checked(bus, f"buses.{bus.tag}.trunk")
            continue
        yield min((_judged(bus, place) for place in range(len(bus.trunk))), key=lambda verdict: verdict.margin or 0)


def _judged(bus: Bus, place: int) -> Verdict:
    node = bus.trunk[place]
    stubs = sum(each.at_m == node.at_m and each.stub_m > 0 for each in bus.trunk)
    longest_m = longest_stub_m(limit("stub_max_m"), limit("shared_stub_max_m"), max(1, stubs))
    tap = f", one of {stubs} on the tap at {amount(node.at_m, 'm')}" if stubs > 1 else ""
    what, path = f"longest stub (to {node.device}{tap})", bus.path("trunk", place, "stub_m")
    return at_most(bus, what, node.stub_m, longest_m, "m", path=path)
