"""REC034: the insulation of a motor was tested with more than the probe on its feeder bears, and the probe was on."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, most, rating
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.insulation.connected import watched_motor
from plantwright.rules.say import amount, at_most, not_applicable, not_checked, passed
from plantwright.site.catalog import DeviceType
from plantwright.site.model import Probe, Site
from plantwright.site.records import InsulationTest, in_force, of_kind

TAKEN_OFF = "IRT-010"
"""The line of the procedure at which the fuses of the probes are taken out."""


@rule(
    id="REC034",
    severity=ERROR,
    title="Insulation test beyond what the probe bears",
    source=Source(document="K7GE-MG datasheet", clause="Ratings", lines="81"),
    refs=("K7-013", "X-048"),
    mend="take the probe fuses out before such a test; have this probe checked before it is trusted again",
    good={"records.2026-10-13-insulation-M101.test_voltage_v": 1000, "records.2026-10-13-insulation-M101.checks": None},
    bad={"records.2026-10-13-insulation-M101.test_voltage_v": 1500},
)
def tested_beyond_probe(site: Site) -> Iterator[Verdict]:
    """A probe that was broken down by a test shows good insulation for ever, or connects the mains to earth.

    It bears its voltage to earth for a minute. A record that passes the line of its fuse is taken at its word.
    """
    probes = {motor.tag: probe for probe in site.probes.values() if (motor := watched_motor(site, probe))}
    for test in of_kind(in_force(site.records.values()), InsulationTest):
        if probe := probes.get(test.object):
            yield _verdict(site, test, probe)


def _verdict(site: Site, test: InsulationTest, probe: Probe) -> Verdict:
    monitor = site.monitors.get(probe.monitor)
    if any(check.line == TAKEN_OFF and check.result == "pass" for check in test.checks):
        return passed(test.object, f"{test.file}: the fuse of {probe.tag} was out", path=test.path("checks"))
    if monitor is None:
        return not_applicable(test.object, f"there is no monitor {probe.monitor}")
    return _borne(test, probe, monitor.type)


def _borne(test: InsulationTest, probe: Probe, kind: DeviceType) -> Verdict:
    volts, time_s = (most(rating(kind, name)) for name in ("probe_withstand_voltage_vdc", "withstand_time_s"))
    what = f"{test.file}: with {probe.tag} connected the"
    if volts is None or time_s is None:
        return not_checked(test.object, absent(kind, "probe_withstand_voltage_vdc"))
    if test.test_voltage_v > volts or test.duration_s is None:
        told = at_most(
            test.object, f"{what} test voltage", test.test_voltage_v, volts, "V", path=test.path("test_voltage_v")
        )
        needs = f"records.{test.name}.duration_s"
        return told if told.failed else not_checked(test.object, needs, path=test.path("test_voltage_v"))
    told = at_most(test.object, f"{what} test", test.duration_s, time_s, "s", path=test.path("duration_s"))
    return told._replace(words=f"{told.message}, at {amount(test.test_voltage_v, 'V')}")
