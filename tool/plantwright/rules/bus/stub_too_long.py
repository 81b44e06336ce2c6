"""BUS021: a device hangs on too long a stub."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, not_checked
from plantwright.site.model import Site

MOST_M = 20


@rule(
    id="BUS021",
    severity=ERROR,
    title="Stub too long",
    source=Source(document="Modbus over Serial Line V1.02", clause="3.4.3"),
    refs=(),
    bad={"buses.RS1.trunk": [{"device": "SS101", "at_m": 9, "stub_m": 25}]},
)
def stub_too_long(site: Site) -> Iterator[Verdict]:
    """A stub is an open end: the longer it is, the longer the echo that follows each edge."""
    for bus in site.buses.values():
        if not bus.trunk:
            yield not_checked(bus, f"buses.{bus.tag}.trunk")
            continue
        place, node = max(enumerate(bus.trunk), key=lambda pair: pair[1].stub_m)
        what, path = f"longest stub (to {node.device})", bus.path("trunk", place, "stub_m")
        yield at_most(bus, what, node.stub_m, MOST_M, "m", path=path, hint="lead the trunk past the device")
