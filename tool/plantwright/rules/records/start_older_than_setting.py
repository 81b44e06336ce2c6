"""REC016: a setting of the starter was entered or written after the start that proved it."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.records.recorded_setting_differs import entered
from plantwright.rules.say import fail, passed
from plantwright.site.model import Site
from plantwright.site.records import FirstStart, in_force, of_kind


@rule(
    id="REC016",
    severity=ERROR,
    title="Start older than a setting of its starter",
    source=Source(document="plantwright record format", clause="first-start"),
    refs=(),
    bad={"records.2026-10-05-settings-SS101.at": "2026-10-20T09:00:00+02:00"},
)
def start_older_than_setting(site: Site) -> Iterator[Verdict]:
    """A start proves the settings it was made with; after a change it has to be made again."""
    changed = entered(site)
    last = {start.object: start for start in of_kind(in_force(site.records.values()), FirstStart)}
    for tag, start in last.items():
        feeder = site.feeders.get(tag)
        starter = site.starter_of(feeder) if feeder else None
        if starter is None:
            continue
        later = [step for (of, _), (_, step, _) in changed.items() if of == starter.tag and step.time > start.time]
        written = [each for each in site.written if each.device == starter.tag and each.at > start.time]
        hint = "start the motor again and record it"
        if written:
            last_of = written[-1]
            message = (
                f"{start.file} is of {start.at[:10]}; after it run {last_of.run} wrote {last_of.parameter} to "
                f"{starter.tag} on {last_of.at.date()}"
            )
            yield fail(tag, message, path=start.path("at"), hint=hint)
        elif later:
            message = (
                f"{start.file} is of {start.at[:10]}; after it {later[-1].file} changed {starter.tag} "
                f"on {later[-1].at[:10]}"
            )
            yield fail(tag, message, path=later[-1].path("at"), hint=hint)
        else:
            yield passed(
                tag, f"{start.file} is newer than every recorded setting of {starter.tag}", path=start.path("at")
            )
