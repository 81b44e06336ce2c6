"""REC035: the voltage measured on a silent bus is one that its receivers do not understand."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.bus.line import THRESHOLD_MV, THRESHOLD_SOURCE
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import at_least, not_applicable, not_checked
from plantwright.site.model import Bus, Site
from plantwright.site.records import BusCheck, in_force, of_kind


@rule(
    id="REC035",
    severity=WARNING,
    title="Measured idle voltage of the bus too low",
    source=Source(document="Modbus over Serial Line V1.02", clause="3.4.6", provenance="derived"),
    refs=(),
    mend="measure at the polarisation resistors too: none is fed, one is too large, or there are too many terminators",
    bad={"records.2026-10-06-bus-check-RS1.bias_v": 0.15},
)
def measured_idle_voltage_too_low(site: Site) -> Iterator[Verdict]:
    """BUS028 computes this voltage from what is planned; the one on the wires decides."""
    for check in of_kind(in_force(site.records.values()), BusCheck):
        bus = site.buses.get(check.object)
        if bus:
            yield _judged(check, bus)


def _judged(check: BusCheck, bus: Bus) -> Verdict:
    if not bus.polarisation:
        return not_applicable(bus, "the line is not polarised")
    if check.bias_v is None:
        return not_checked(bus, f"records.{check.name}.bias_v")
    what, path = f"{check.file}: the idle voltage", check.path("bias_v")
    return at_least(bus, what, check.bias_v * 1000, THRESHOLD_MV, "mV", path=path, source=THRESHOLD_SOURCE)
