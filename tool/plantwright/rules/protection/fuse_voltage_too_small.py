"""PRO023: a fuse is rated below the voltage of its circuit."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.physics.impulse import highest_voltage_v
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import amount, at_least, not_applicable, not_checked
from plantwright.rules.supply import proven
from plantwright.site.model import Number, Site


@rule(
    id="PRO023",
    severity=ERROR,
    title="Fuse rated below the voltage of its circuit",
    source=Source(document="PCT1200 user manual", clause="2.2, selection of fuses", lines="178-183"),
    refs=("ZES-020",),
    mend="choose another fuse",
    bad={"protection.F111.rated_voltage_v": 250},
    waivable=False,
)
def fuse_voltage_too_small(site: Site) -> Iterator[Verdict]:
    """The arc in a blown fuse goes out only against a voltage it is made for: the highest that the supply rises to."""
    circuits, tolerance = _circuit_voltages(site), site.supply.voltage_tolerance_percent
    for fuse in site.protection.values():
        voltage, path = circuits.get(fuse.tag), fuse.path("rated_voltage_v")
        if voltage is None:
            yield not_applicable(fuse, "no feeder, probe or monitor uses it")
        elif fuse.rated_voltage_v is None:
            yield not_checked(fuse, f"protection.{fuse.tag}.rated_voltage_v")
        else:
            highest_v = highest_voltage_v(voltage, tolerance or 0)
            what = f"rated voltage (circuit of {amount(voltage, 'V')} + {tolerance or 0} %)"
            yield proven(at_least(fuse, what, fuse.rated_voltage_v, highest_v, "V", path=path), site.supply)


def _circuit_voltages(site: Site) -> dict[str, Number]:
    """Return fuse -> voltage of the circuit it protects: the line voltage, or the supply of a monitor."""
    line = site.supply.nominal_voltage_v
    feeders = {tag: line for feeder in site.feeders.values() for tag in feeder.path_ if tag in site.protection}
    probes = {probe.fuse: line for probe in site.probes.values() if probe.fuse}
    monitors = {
        each.supply.fuse: each.supply.voltage_v for each in site.monitors.values() if each.supply and each.supply.fuse
    }
    return {**monitors, **probes, **feeders}
