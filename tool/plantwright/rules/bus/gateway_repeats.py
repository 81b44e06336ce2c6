"""BUS032: a gateway may repeat requests by itself."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import fail, not_applicable, passed
from plantwright.site.model import Site


@rule(
    id="BUS032",
    severity=WARNING,
    title="Gateway repeats requests",
    source=Source(document="Modbus over Serial Line V1.02", clause="2.4.1"),
    refs=(),
    mend="set the retries of the gateway to 0 and state `gateway.retries: 0`",
    good={"buses.RS2.gateway.retries": 0},
    bad={"buses.RS2.gateway.retries": 3},
)
def gateway_repeats(site: Site) -> Iterator[Verdict]:
    """How often a master repeats is its own affair; a gateway may so deliver a write twice, or when nobody waits."""
    for bus in site.buses.values():
        if bus.gateway is None:
            yield not_applicable(bus, "no gateway is before this bus")
            continue
        retries, path = bus.gateway.retries, bus.path("gateway", "retries")
        if retries == 0:
            yield passed(bus, "the gateway repeats nothing", path=path, value=0, limit=0)
        else:
            stated = "is not stated" if retries is None else f"is {retries}"
            message = f"how often the gateway repeats a request {stated}; a write without an answer stays unknown"
            hint = "set the retries of the gateway to 0 and state `gateway.retries: 0`"
            yield fail(bus, message, path=path, value=retries, limit=0, hint=hint)
