"""REC017: an acceptance test of insulation was made with the voltage of a monitor, or with a monitor."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.records import InsulationTest, in_force, of_kind


@rule(
    id="REC017",
    severity=ERROR,
    title="Insulation monitoring taken for an acceptance test",
    source=Source(document="K7GE-MG datasheet", clause="Measurement specifications", lines="104, 205"),
    refs=("K7-022",),
    bad={"records.2026-10-13-insulation-M101.test_voltage_v": 50},
    waivable=False,
)
def monitoring_taken_for_test(site: Site) -> Iterator[Verdict]:
    """A monitor measures with 50 V DC and shows a trend; weak insulation holds at that and breaks down at 500 V."""
    volts = [
        of_type.ratings["test_voltage_v"].value
        for of_type in site.types.values()
        if "test_voltage_v" in of_type.ratings
    ]
    most = max((each for each in volts if isinstance(each, int | float)), default=0)
    for test in of_kind(in_force(site.records.values()), InsulationTest):
        tool = site.instruments.get(test.instrument)
        hint = "test with an insulation tester; keep the value of the monitor as a record insulation-monitoring"
        if test.instrument in site.monitors or (tool and tool.kind == "insulation-monitor"):
            message = f"{test.file} names the insulation monitor {test.instrument} as its tester"
            yield fail(test.object, message, path=test.path("instrument"), hint=hint)
        elif test.test_voltage_v <= most:
            message = f"{test.file} was made with {test.test_voltage_v} V, which is the voltage of a monitor"
            path = test.path("test_voltage_v")
            yield fail(test.object, message, value=test.test_voltage_v, limit=most, unit="V", path=path, hint=hint)
        else:
            message = f"{test.file} was made with {test.test_voltage_v} V"
            yield passed(test.object, message, value=test.test_voltage_v, unit="V", path=test.path("test_voltage_v"))
