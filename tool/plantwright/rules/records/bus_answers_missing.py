"""REC030: units of a bus did not answer, or answered wrongly, when the bus was checked."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_most, fail, not_checked, passed
from plantwright.site.model import Site
from plantwright.site.records import BusCheck, in_force, of_kind


@rule(
    id="REC030",
    severity=ERROR,
    title="Answers missing on a checked bus",
    source=Source(document="Modbus over Serial Line V1.02", clause="2.4.1"),
    refs=("EM-ERR-01",),
    mend="look for a missing terminator, a star, a wrong address or a disturber; then check again",
    bad={"records.2026-10-06-bus-check-RS1.polls.missing": 12},
)
def bus_answers_missing(site: Site) -> Iterator[Verdict]:
    """A line that loses one question in a hundred when it is new will lose settings when the plant runs."""
    for check in of_kind(in_force(site.records.values()), BusCheck):
        if check.polls and not check.polls.sent:
            yield not_checked(check.object, why=f"{check.file}: no question was sent", path=check.path("polls", "sent"))
        for key in ("missing", "late", "damaged") if check.polls and check.polls.sent else ():
            what, path = f"{check.file}: the number of {key} answers", check.path("polls", key)
            hint = "look for a missing terminator, a star, a wrong address or a disturber; then check again"
            yield at_most(check.object, what, getattr(check.polls, key), 0, path=path, hint=hint)
        bus = site.buses.get(check.object)
        if bus and check.units:
            yield _addresses(check, {unit.bus.address for unit in site.on_bus(bus) if unit.bus})


def _addresses(check: BusCheck, declared: set[int]) -> Verdict:
    path, silent = check.path("units"), sorted(declared - set(check.units))
    strange = sorted(set(check.units) - declared)
    if not silent and not strange:
        return passed(check.object, f"{check.file}: every unit of the site file answered", path=path)
    told = [f"{', '.join(map(str, silent))} did not answer"] if silent else []
    told += [f"{', '.join(map(str, strange))} answered and is not in the site file"] if strange else []
    hint = "compare the addresses set at the units with the site file"
    return fail(check.object, f"{check.file}: {'; '.join(told)}", path=path, hint=hint)
