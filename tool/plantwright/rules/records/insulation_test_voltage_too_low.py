"""REC018: the insulation of a motor was tested with less than its rated voltage asks for."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_least
from plantwright.site.model import Site
from plantwright.site.records import InsulationTest, in_force, of_kind

ORDINARY_V, HIGH_V, ORDINARY_UP_TO_V = 500, 1000, 500
"""Test voltage up to a rated voltage, and above it: IEC 60364-6, table 6.1, not read."""


@rule(
    id="REC018",
    severity=ERROR,
    title="Test voltage too low for the rated voltage",
    source=Source(document="IEC 60364-6:2016", clause="insulation resistance", provenance="unverified"),
    refs=("K7-022",),
    mend="test again with the voltage that is named; take off what does not bear it, such as probes",
    bad={"records.2026-10-13-insulation-M101.test_voltage_v": 250},
)
def insulation_test_voltage_too_low(site: Site) -> Iterator[Verdict]:
    """The test has to stress the insulation more than operation does: 500 V up to 500 V rated, 1000 V above.

    The table is known and was not read, so this warns; a test with the voltage of a monitor fails (REC017).
    """
    for test in of_kind(in_force(site.records.values()), InsulationTest):
        motor = site.motors.get(test.object)
        if motor:
            least = ORDINARY_V if motor.rated_voltage_v <= ORDINARY_UP_TO_V else HIGH_V
            what, path = f"{test.file}: the test voltage", test.path("test_voltage_v")
            hint = f"test again with {least} V; take off what does not bear it, such as probes"
            yield at_least(motor, what, test.test_voltage_v, least, "V", path=path, hint=hint)
