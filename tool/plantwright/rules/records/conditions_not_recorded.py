"""REC019: an insulation value stands without the conditions it was measured under."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.records.telling import one_pass_an_object
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.records import InsulationMonitoring, InsulationTest, Record, in_force

NEEDED = {
    InsulationTest: ("duration_s", "ambient_c", "humidity_percent", "winding_temperature_c"),
    InsulationMonitoring: ("ambient_c", "humidity_percent"),
}


@rule(
    id="REC019",
    severity=WARNING,
    title="Insulation value without its conditions",
    source=Source(document="K7GE-MG datasheet", clause="Measurement specifications", lines="103", provenance="derived"),
    refs=("K7-021",),
    bad={"records.2026-10-13-insulation-M101.humidity_percent": None},
)
def conditions_not_recorded(site: Site) -> Iterator[Verdict]:
    """Insulation falls with moisture and heat; without both, a later value cannot be compared with this one."""
    return one_pass_an_object(_each(site))


def _each(site: Site) -> Iterator[Verdict]:
    for record in in_force(site.records.values()):
        for key in NEEDED.get(type(record), ()):
            yield _stated(record, key)


def _stated(record: Record, key: str) -> Verdict:
    if record.data.get(key) is None:
        hint = "record it again with its conditions, with `supersedes`"
        return fail(record.object, f"{record.file} does not state {key}", path=record.path("record"), hint=hint)
    return passed(record.object, f"{record.file} states {key}", path=record.path(key))
