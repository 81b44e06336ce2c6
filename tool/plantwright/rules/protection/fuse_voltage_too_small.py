"""PRO023: a fuse is rated below the voltage of its circuit."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_least, not_applicable, not_checked
from plantwright.site.model import Number, Site

RESERVE = 1.1  # supplies rise above their nominal voltage


@rule(
    id="PRO023",
    severity=ERROR,
    title="Fuse rated below the voltage of its circuit",
    source=Source(
        document="PCT1200 user manual", clause="2.2, selection of fuses; 10 % reserve is plantwright's", lines="178-183"
    ),
    refs=("ZES-020",),
    mend="choose another fuse",
    bad={"protection.F111.rated_voltage_v": 250},
    waivable=False,
)
def fuse_voltage_too_small(site: Site) -> Iterator[Verdict]:
    """The arc in a blown fuse goes out only against a voltage it is made for."""
    circuits = _circuit_voltages(site)
    for fuse in site.protection.values():
        voltage, path = circuits.get(fuse.tag), fuse.path("rated_voltage_v")
        if voltage is None:
            yield not_applicable(fuse, "no feeder, probe or monitor uses it")
        elif fuse.rated_voltage_v is None:
            yield not_checked(fuse, f"protection.{fuse.tag}.rated_voltage_v")
        else:
            what = f"rated voltage (circuit of {voltage} V, 10 % reserve)"
            yield at_least(fuse, what, fuse.rated_voltage_v, voltage * RESERVE, "V", path=path)


def _circuit_voltages(site: Site) -> dict[str, Number]:
    """Return fuse -> voltage of the circuit it protects: the line voltage, or the supply of a monitor."""
    line = site.supply.nominal_voltage_v
    feeders = {tag: line for feeder in site.feeders.values() for tag in feeder.path_ if tag in site.protection}
    probes = {probe.fuse: line for probe in site.probes.values() if probe.fuse}
    monitors = {
        each.supply.fuse: each.supply.voltage_v for each in site.monitors.values() if each.supply and each.supply.fuse
    }
    return {**monitors, **probes, **feeders}
