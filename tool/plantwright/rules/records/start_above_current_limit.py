"""REC026: a start drew more current than the limit set in the starter."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.records.values import uncertainty
from plantwright.rules.say import Detail, at_most, not_applicable, not_checked
from plantwright.site.model import Motor, Site, Starter
from plantwright.site.records import FirstStart, in_force, of_kind


@rule(
    id="REC026",
    severity=WARNING,
    title="Start above the current limit",
    source=Source(document="CLR8G operating manual", clause="5.1.2", lines="216"),
    refs=("X-022",),
    bad={"records.2026-10-09-first-start-P101.highest_current_a.L1": 480},
)
def start_above_current_limit(site: Site) -> Iterator[Verdict]:
    """More current than the limit means that the limit or the rated current in the starter is another one.

    The manual says that the starter holds the output current at the limit, of every phase, and states no tolerance.
    """
    for start in of_kind(in_force(site.records.values()), FirstStart):
        feeder = site.feeders.get(start.object)
        starter, motor = (site.starter_of(feeder), site.motor_of(feeder)) if feeder else (None, None)
        if starter and motor:
            yield from _judged(site, start, starter, motor)


def _judged(site: Site, start: FirstStart, starter: Starter, motor: Motor) -> Iterator[Verdict]:
    percent = starter.setting("current_limit_percent")
    if starter.setting("start_mode") != "current-limit":
        yield not_applicable(start.object, f"start mode is {starter.setting('start_mode')}", path=start.path("record"))
    elif not isinstance(percent, int | float):
        yield not_checked(start.object, f"starters.{starter.tag}.parameters.current_limit_percent")
    else:
        for phase, current in start.highest_current_a.items():
            limit, path = motor.rated_current_a * percent / 100, start.path("highest_current_a", phase)
            what = f"{start.file}: the highest current in {phase}"
            hint = f"compare current limit and rated current of {starter.tag} with the site file, then start again"
            detail = Detail(path=path, hint=hint, uncertainty=uncertainty(site, start, current, "A"))
            yield at_most(start.object, what, current, round(limit, 1), "A", **detail)
