"""REC024: a milestone or signature names a point of the punch list that is not there, or leaves one out."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.records import Milestone, Punch, Record, SignOff, in_force, of_kind


@rule(
    id="REC024",
    severity=ERROR,
    title="Punch list incomplete",
    source=Source(document="plantwright record format", clause="punch_list"),
    refs=(),
    bad={"records.2026-10-20-punch-003": None},
    waivable=False,
)
def punch_list_incomplete(site: Site) -> Iterator[Verdict]:
    """Who signs for a plant signs for the list as it stood that day: no point of it may vanish or come later."""
    every = in_force(site.records.values())
    raised = of_kind(every, Punch)
    for record in every:
        listed = record.punch_list if isinstance(record, Milestone | SignOff) else ()
        if listed:
            path = record.path("punch_list")
            if fault := _fault(record, listed, raised):
                hint = "put the record back; a point that is done is closed, never removed"
                yield fail(record.object, f"{record.file} {fault}", path=path, hint=hint)
            else:
                yield passed(record.object, f"{record.file} names {len(listed)} points, all there", path=path)


def _fault(record: Record, listed: tuple[str, ...], raised: tuple[Punch, ...]) -> str:
    """Return what is wrong with a list: a point that is not there or was raised later, or one that was left out."""
    there = {point.name: point for point in raised}
    gone = [name for name in listed if name not in there]
    late = [name for name in listed if name in there and there[name].time > record.time]
    left_out = [point.name for point in raised if point.time <= record.time and point.name not in listed]
    if gone:
        return f"names {', '.join(gone)}, which is not a point among the records"
    if late:
        return f"names {', '.join(late)}, which was raised later"
    return f"does not name {', '.join(left_out)}, which was raised before" if left_out else ""
