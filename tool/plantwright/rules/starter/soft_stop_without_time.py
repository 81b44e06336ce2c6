"""STA023: a soft stop is chosen, but its time is not set."""

from collections.abc import Iterator

from plantwright.findings.verdict import Source, Verdict
from plantwright.rules.frame import ERROR, rule
from plantwright.rules.say import at_least, not_applicable, not_checked
from plantwright.site.model import Site

LEAST_S = 1


@rule(
    id="STA023",
    severity=ERROR,
    title="Soft stop without a soft-stop time",
    source=Source(document="CLR8G operating manual", clause="5.2.2; 7, table 7-1", lines="266, 287, 293"),
    refs=("CLR-043", "CLR-044"),
    mend="set soft_stop_time_s",
    bad={"starters.SS101.parameters.soft_stop_time_s": None},
)
def soft_stop_without_time(site: Site) -> Iterator[Verdict]:
    """The factory time is 0 s: with it a soft stop is a free stop, and the water hammer it should prevent comes."""
    for starter in site.starters.values():
        if "soft_stop_time_s" not in starter.type.parameters:
            continue
        time_s, path = starter.setting("soft_stop_time_s"), starter.path("parameters", "soft_stop_time_s")
        if starter.setting("stop_mode") != "soft":
            yield not_applicable(
                starter, f"stop mode is {starter.setting('stop_mode')}", path=starter.path("parameters", "stop_mode")
            )
        elif not isinstance(time_s, int | float):
            yield not_checked(starter, f"starters.{starter.tag}.parameters.soft_stop_time_s")
        else:
            declared = "" if "soft_stop_time_s" in starter.parameters else " (factory value)"
            yield at_least(starter, f"soft-stop time{declared}", time_s, LEAST_S, "s", path=path)
