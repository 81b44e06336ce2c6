"""STA030: a current limit lies outside the range that the manual recommends."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.facts import absent, rating
from plantwright.rules.frame import WARNING, rule
from plantwright.rules.say import not_applicable, not_checked, within
from plantwright.site.model import Site

SETTING, FACT = "current_limit_percent", "current_limit_recommended_percent"


@rule(
    id="STA030",
    severity=WARNING,
    title="Current limit outside the recommended range",
    source=Source(document="CLR8G operating manual", clause="5.1.2", lines="218"),
    refs=("CLR-038",),
    mend="prove the start with the load, then set a waiver",
    bad={"starters.SS101.parameters.current_limit_percent": 240},
)
def current_limit_not_recommended(site: Site) -> Iterator[Verdict]:
    """Torque falls with the square of the current: too low a limit does not start, too high a one spares nothing."""
    for starter in site.starters.values():
        if SETTING not in starter.type.parameters:
            continue
        limit, recommended = starter.setting(SETTING), rating(starter.type, FACT)
        if starter.setting("start_mode") != "current-limit":
            yield not_applicable(starter, f"start mode is {starter.setting('start_mode')}")
        elif recommended is None:
            yield not_checked(starter, absent(starter.type, FACT))
        elif not isinstance(limit, int | float):
            yield not_checked(starter, f"starters.{starter.tag}.parameters.{SETTING}")
        else:
            band, path = (recommended.min, recommended.max), starter.path("parameters", SETTING)
            hint, source = "prove the start with the load, then set a waiver", recommended.source
            yield within(
                starter, "current limit (recommended)", (limit, limit), band, "%", path=path, source=source, hint=hint
            )
